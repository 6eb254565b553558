SELECT l.number, l.kind, l.component, l.band, l.tier, l.amount_minor
  FROM web.bill_past b
  JOIN bill.line l ON l.district_id = b.district_id AND l.number = b.number
 WHERE b.kind <> 'credit'
   AND b.state = 'issued'
   AND b.period_end > $1::date
   AND b.period_start < $2::date
 ORDER BY l.number, l.line_no
