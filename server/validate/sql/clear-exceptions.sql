-- What a person has decided on stays.
DELETE FROM validate.exception
 WHERE district_id = $1::integer
   AND day >= $2::date
   AND day < $3::date
   AND state = 'open'
