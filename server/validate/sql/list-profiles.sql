SELECT point_kind, day_class, valid_from, array_to_string (hours_ppm, ','), set_by,
       to_char (set_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  FROM validate.profile
 ORDER BY point_kind, valid_from, day_class
