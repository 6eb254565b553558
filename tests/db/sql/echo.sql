SELECT 'a' || $1::text AS text, $2::bigint AS number
