-- What a month has: frames, and chains of districts and days.
SELECT count (*), count (DISTINCT (district_id, day))
  FROM raw.frame
 WHERE day >= date '1970-01-01' + $1::integer
   AND day < date '1970-01-01' + $2::integer
