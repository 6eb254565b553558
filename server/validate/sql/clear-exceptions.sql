-- What is no longer found; what a person has decided on meanwhile stays.
DELETE FROM validate.exception x
 USING jsonb_to_recordset ($2::jsonb)
       AS e (day integer, point bigint, channel smallint, rule text, first integer)
 WHERE x.district_id = $1::integer
   AND x.day = DATE '1970-01-01' + e.day
   AND x.point_id = e.point
   AND x.channel = e.channel
   AND x.rule = e.rule
   AND x.first_interval = e.first
   AND x.state = 'open'
