-- The peaks of a month in one version, or in the one that holds.
SELECT p.version, extract (epoch FROM s.start)::bigint, s.seconds
  FROM ref.system_peak p
 CROSS JOIN LATERAL unnest (p.starts, p.seconds) AS s (start, seconds)
 WHERE p.district_id = $1::integer
   AND p.month = $2::date
   AND p.version = coalesce (nullif ($3::integer, 0),
                             (SELECT max (m.version) FROM ref.system_peak m
                               WHERE m.district_id = p.district_id
                                 AND m.month = p.month))
 ORDER BY 2
