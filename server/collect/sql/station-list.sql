SELECT station, array_to_string (gateways, ','), made_by, extract (epoch FROM made_at)::bigint,
       extract (epoch FROM revoked_at)::bigint, extract (epoch FROM seen_at)::bigint, report::text
  FROM collect.station
 ORDER BY station
