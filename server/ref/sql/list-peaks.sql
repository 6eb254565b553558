SELECT p.district_id, p.month, p.version,
       to_char (s.start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), s.seconds / 60, p.set_by,
       to_char (p.set_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), p.source
  FROM ref.system_peak p
 CROSS JOIN LATERAL unnest (p.starts, p.seconds) AS s (start, seconds)
 WHERE ($1::integer IS NULL OR p.district_id = $1::integer)
 ORDER BY p.district_id, p.month, p.version, s.start
