SELECT extract (epoch FROM read_at)::bigint, withdrawn_at IS NOT NULL
  FROM collect.manual_reading
 WHERE district_id = $1::integer
   AND point_id = $2::bigint
   AND reading_id = $3::uuid
