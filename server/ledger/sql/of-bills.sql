-- The journals of bills and of the credit notes that took some of them back.
SELECT j.kind, j.reference, e.code, coalesce (e.account_id, 0), coalesce (e.bill_number, ''),
       coalesce (e.due_on - date '1970-01-01', 0), e.amount_minor
  FROM ledger.journal j
  JOIN ledger.entry e ON e.district_id = j.district_id AND e.journal_id = j.journal_id
 WHERE j.district_id = $1::integer
   AND j.kind IN ('bill', 'credit')
   AND j.reference = ANY ($2::text[])
 ORDER BY j.kind, j.reference, e.entry_no
