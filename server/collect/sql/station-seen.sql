UPDATE collect.station SET seen_at = now (), report = $2::jsonb WHERE station = $1
