-- Every bill that the ledger knows of.
SELECT j.district_id, j.reference
  FROM ledger.journal j
 WHERE j.kind = 'bill'
 ORDER BY j.district_id, j.reference COLLATE "C"
