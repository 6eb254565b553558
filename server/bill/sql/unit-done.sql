UPDATE bill.unit
   SET done_at = now (), n_held = $4::integer, total_minor = $5::bigint
 WHERE district_id = $1::integer
   AND run_id = $2::uuid
   AND unit_no = $3::integer
