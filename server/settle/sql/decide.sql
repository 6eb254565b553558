INSERT INTO settle.decision (district_id, settlement_id, step, from_state, to_state, person, reason)
SELECT $1::integer, $2::uuid, count (*) + 1, $3, $4, $5, $6
  FROM settle.decision
 WHERE district_id = $1::integer
   AND settlement_id = $2::uuid
