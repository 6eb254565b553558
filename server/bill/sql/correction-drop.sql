-- An order takes the place of what was only proposed.
DELETE FROM bill.correction c
 WHERE c.number = $1::text
   AND c.district_id = split_part ($1::text, '-', 1)::integer
   AND c.state = 'proposed'
