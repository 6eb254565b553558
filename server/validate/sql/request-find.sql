SELECT matched, done
  FROM validate.request
 WHERE district_id = $1::integer
   AND request_id = $2::uuid
