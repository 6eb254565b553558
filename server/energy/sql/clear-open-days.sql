DELETE FROM energy.day
 WHERE district_id = $1::integer
   AND block_version = 0
