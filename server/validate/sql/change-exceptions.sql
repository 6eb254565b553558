-- What is found still, but otherwise: it stays the exception that a clerk may have open.
UPDATE validate.exception x
   SET n_intervals = e.n,
       severity = e.severity,
       figures = jsonb_build_object ('found', e.found, 'limit', e.limit)
  FROM jsonb_to_recordset ($2::jsonb)
       AS e (day integer, point bigint, channel smallint, rule text, first integer, n integer,
             severity text, found bigint, "limit" bigint)
 WHERE x.district_id = $1::integer
   AND x.day = DATE '1970-01-01' + e.day
   AND x.point_id = e.point
   AND x.channel = e.channel
   AND x.rule = e.rule
   AND x.first_interval = e.first
   AND x.state = 'open'
