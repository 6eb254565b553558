-- What refunds and charge-backs took back of a payment so far; and what this very one took.
SELECT coalesce (-sum (e.amount_minor), 0),
       coalesce (-sum (e.amount_minor) FILTER (WHERE j.kind = $4 AND j.reference = $5), 0)
  FROM ledger.journal j
  JOIN ledger.entry e ON e.district_id = j.district_id AND e.journal_id = j.journal_id
 WHERE j.district_id = $1::integer
   AND j.undoes = $2
   AND e.code = $3
