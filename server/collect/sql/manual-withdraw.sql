UPDATE collect.manual_reading
   SET withdrawn_by = $4, withdrawn_at = now (), withdrawn_reason = $5
 WHERE district_id = $1::integer
   AND point_id = $2::bigint
   AND reading_id = $3::uuid
   AND withdrawn_at IS NULL
RETURNING extract (epoch FROM read_at)::bigint
