UPDATE collect.station SET revoked_at = now () WHERE station = $1 AND revoked_at IS NULL
