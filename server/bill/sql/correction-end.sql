UPDATE bill.correction
   SET state = $2::text, decided_by = $3, decided_at = now (), decision_reason = $4,
       credit_number = $5,
       new_number = CASE $2::text WHEN 'issued' THEN new_number END
 WHERE correction_id = $1::uuid
