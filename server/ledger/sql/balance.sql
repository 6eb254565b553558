WITH bill AS (
    SELECT sum (e.amount_minor) AS owed, max (e.due_on) AS due_on
      FROM ledger.entry e
     WHERE e.district_id = $1::integer
       AND e.account_id = $2::bigint
       AND e.code = 'receivable'
     GROUP BY e.bill_number
)
SELECT (SELECT coalesce (sum (owed), 0) FROM bill),
       (SELECT coalesce (sum (owed) FILTER (WHERE owed > 0 AND due_on < $3::date), 0) FROM bill),
       (SELECT coalesce (-sum (e.amount_minor), 0)
          FROM ledger.entry e
         WHERE e.district_id = $1::integer
           AND e.account_id = $2::bigint
           AND e.code = 'unallocated')
