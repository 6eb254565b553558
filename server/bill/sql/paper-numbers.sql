-- Issued bills to print: of a run, or of a period; 0: all districts.
SELECT b.number
  FROM bill.bill b
 WHERE b.state = 'issued'
   AND b.kind <> 'credit'
   AND ($1::integer = 0 OR b.district_id = $1::integer)
   AND ($2::date IS NULL OR (b.period_start >= $2::date AND b.period_start < $3::date))
   AND ($4::uuid IS NULL OR b.run_id = $4::uuid)
 ORDER BY b.district_id, b.number COLLATE "C"
