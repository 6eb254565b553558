DELETE FROM validate.hot
 WHERE district_id = $1::integer
   AND point_id BETWEEN $2::bigint AND $3::bigint
