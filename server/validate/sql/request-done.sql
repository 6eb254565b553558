UPDATE validate.request
   SET matched = $3::bigint, done = $4::bigint
 WHERE district_id = $1::integer
   AND request_id = $2::uuid
