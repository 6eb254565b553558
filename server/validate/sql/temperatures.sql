SELECT day - DATE '1970-01-01', class
  FROM validate.temperature
 WHERE district_id = $1::integer
 ORDER BY day
