SELECT b.agreement_id, max (b.period_end) - date '1970-01-01'
  FROM bill.bill b
 WHERE b.district_id = $1::integer
   AND b.point_id BETWEEN $2::bigint AND $3::bigint
   AND b.period_start >= $4::date
   AND b.state = 'issued'
   AND b.kind <> 'credit'
 GROUP BY b.agreement_id
