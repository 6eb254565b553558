SELECT point_id, channel, day - DATE '1970-01-01', is_accepted
  FROM validate.rollover
 WHERE district_id = $1::integer
   AND day >= $2::date
   AND day < $3::date
   AND point_id BETWEEN $4::bigint AND $5::bigint
 ORDER BY point_id, channel, day
