SELECT count (*)
  FROM bill.decision d
 WHERE d.decision_id = $1::uuid
