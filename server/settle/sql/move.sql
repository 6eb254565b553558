-- Moves a settlement on, if it still is where the person saw it.
UPDATE settle.settlement
   SET state = $4,
       submitted_by = CASE WHEN $4 = 'submitted' THEN $5 ELSE submitted_by END,
       decided_by = CASE WHEN $4 IN ('approved', 'returned') THEN $5 ELSE decided_by END
 WHERE district_id = $1::integer
   AND settlement_id = $2::uuid
   AND state = $3
RETURNING settlement_id
