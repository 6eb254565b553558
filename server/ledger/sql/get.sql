SELECT e.code, coalesce (e.account_id, 0), coalesce (e.bill_number, ''),
       coalesce (e.due_on - date '1970-01-01', 0), e.amount_minor
  FROM ledger.journal j
  JOIN ledger.entry e ON e.district_id = j.district_id AND e.journal_id = j.journal_id
 WHERE j.district_id = $1::integer
   AND j.kind = $2
   AND j.reference = $3
 ORDER BY e.entry_no
