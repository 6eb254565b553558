-- Journals that do not balance, have gaps among their entries, or have none.
SELECT format ('district %s, journal %s (%s %s): sum %s of %s entries', j.district_id, j.journal_id,
               j.kind, j.reference, coalesce (sum (e.amount_minor), 0), count (e.entry_no))
  FROM ledger.journal j
  LEFT JOIN ledger.entry e ON e.district_id = j.district_id AND e.journal_id = j.journal_id
 GROUP BY j.district_id, j.journal_id, j.kind, j.reference
HAVING coalesce (sum (e.amount_minor), 1) <> 0
    OR count (e.entry_no) < 2
    OR max (e.entry_no) <> count (e.entry_no)
 ORDER BY j.district_id, j.journal_id
 LIMIT 20
