SELECT (SELECT count (*) FROM ledger.journal), count (*), coalesce (sum (amount_minor), 0)
  FROM ledger.entry
