UPDATE ref.agreement
   SET valid_to = $3::date
 WHERE district_id = $1::integer
   AND agreement_id = $2::bigint
