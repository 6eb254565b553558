SELECT l.number, l.line_no, l.kind, l.component, l.band, l.tier, l.quantity, l.quantity_exponent,
       l.unit, l.rate_micro, l.amount_minor, l.amount_exact, l.explain::text
  FROM bill.line l
  JOIN bill.bill b ON b.district_id = l.district_id AND b.number = l.number
 WHERE b.district_id = $1::integer
   AND b.period_start >= $2::date
   AND b.period_start < $3::date
   AND b.state IN ('issued', 'cancelled')
   AND b.kind <> 'credit'
 ORDER BY l.number COLLATE "C", l.line_no
