SELECT document = $3
  FROM ref.tariff
 WHERE tariff_code = $1
   AND version = $2::integer
