SELECT e.bill_number, coalesce (max (e.due_on) - date '1970-01-01', 0), sum (e.amount_minor)
  FROM ledger.entry e
 WHERE e.district_id = $1::integer
   AND e.account_id = $2::bigint
   AND e.code = 'receivable'
 GROUP BY e.bill_number
HAVING sum (e.amount_minor) > 0
 ORDER BY max (e.due_on), e.bill_number COLLATE "C"
 LIMIT $3::integer
