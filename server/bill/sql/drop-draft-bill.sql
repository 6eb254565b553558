DELETE FROM bill.bill x
 WHERE x.number = $1::text
   AND x.district_id = split_part ($1::text, '-', 1)::integer
   AND x.state = 'draft'
