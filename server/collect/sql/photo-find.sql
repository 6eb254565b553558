SELECT media_type
  FROM collect.photo
 WHERE district_id = $1::integer
   AND sha256 = decode ($2, 'hex')
