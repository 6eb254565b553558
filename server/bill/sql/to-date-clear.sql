DELETE FROM bill.to_date t
 WHERE t.district_id = $1::integer
   AND t.point_id BETWEEN $2::bigint AND $3::bigint
