DELETE FROM energy.day
 WHERE district_id = $1::integer
   AND day >= $2::date
   AND day < $3::date
