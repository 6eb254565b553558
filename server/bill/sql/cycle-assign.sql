UPDATE ref.account
   SET cycle = nullif ($3::text, '')
 WHERE district_id = $1::integer
   AND number = $2::text
RETURNING true
