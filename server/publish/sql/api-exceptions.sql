SELECT x.*, count (*) OVER () AS total
  FROM api.exception x
 WHERE x.day = $1::date
   AND ($2::text IS NULL OR x.state = $2::text)
 ORDER BY x.district_id, x.code, x.rule, x.first_interval
 LIMIT 10000
