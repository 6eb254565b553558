-- What a person has decided on stays; what is found across points only when all of them are looked at.
DELETE FROM validate.exception
 WHERE district_id = $1::integer
   AND day >= $2::date
   AND day < $3::date
   AND state = 'open'
   AND ($4::bigint IS NULL OR (point_id = $4::bigint AND rule <> 'sum'))
