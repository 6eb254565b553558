SELECT district_id, day, coalesce (round (mean_dc / 10.0, 1)::text, '-'),
       (ARRAY['mild', 'heating', 'cooling'])[class + 1], set_by,
       to_char (set_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  FROM validate.temperature
 WHERE $1::integer IS NULL OR district_id = $1::integer
 ORDER BY district_id, day
