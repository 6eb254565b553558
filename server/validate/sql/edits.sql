SELECT point_id, channel, day - DATE '1970-01-01', first_interval, end_interval, method,
       coalesce (value, 0)
  FROM validate.edit
 WHERE district_id = $1::integer
   AND day >= $2::date
   AND day < $3::date
   AND point_id BETWEEN $4::bigint AND $5::bigint
   AND withdrawn_at IS NULL
 ORDER BY point_id, channel, made_at, edit_id
