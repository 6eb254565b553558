-- What the bills of a district and month that were issued add up to, by kind of line, as the
-- ledger was told of them.
SELECT b.district_id, b.number, b.account_id, b.due_on - date '1970-01-01', coalesce (l.kind, ''),
       coalesce (sum (l.amount_minor), 0), b.state
  FROM bill.bill b
  LEFT JOIN bill.line l ON l.district_id = b.district_id AND l.number = b.number
 WHERE b.district_id = $1::integer
   AND b.period_start >= $2::date
   AND b.period_start < $3::date
   AND b.state IN ('issued', 'cancelled')
   AND b.kind <> 'credit'
 GROUP BY b.district_id, b.number, b.account_id, b.due_on, b.state, l.kind
 ORDER BY b.district_id, b.number COLLATE "C", min (l.line_no)
