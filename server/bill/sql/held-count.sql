SELECT count (*)
  FROM bill.bill b
 WHERE b.district_id = $1::integer
   AND b.point_id BETWEEN $2::bigint AND $3::bigint
   AND b.period_start >= $4::date
   AND b.period_start < $5::date
   AND b.state = 'held'
   AND b.run_id = $6::uuid
