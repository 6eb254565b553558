UPDATE validate.exception
   SET state = $7, decided_by = $8, decided_at = now (), reason = $9
 WHERE district_id = $1::integer
   AND day = $2::date
   AND point_id = $3::bigint
   AND channel = $4::smallint
   AND rule = $5
   AND first_interval = $6::integer
