SELECT c.district_id, c.kind, c.state, c.number, coalesce (c.new_number, ''),
       coalesce (c.credit_number, ''), coalesce (c.ordered_by, ''), coalesce (c.decided_by, ''),
       c.old_minor, c.new_minor
  FROM bill.correction c
 WHERE c.correction_id = $1::uuid
   FOR UPDATE
