SELECT x.point_id, x.channel, x.day, x.first_interval, x.n_intervals, x.state
  FROM validate.exception x
 WHERE x.district_id = $1::integer
   AND x.day = $2::date
   AND x.point_id = $3::bigint
   AND x.channel = $4::smallint
   AND x.rule = $5
   AND x.first_interval = $6::integer
   FOR UPDATE
