SELECT b.state, array_to_string (b.hold_reasons, ', ')
  FROM bill.bill b
 WHERE b.number = $1::text
   AND b.district_id = split_part ($1::text, '-', 1)::integer
