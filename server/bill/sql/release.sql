UPDATE bill.bill
   SET state = 'ready', released_by = $2
 WHERE number = $1
   AND district_id = split_part ($1, '-', 1)::integer
   AND state = 'held'
RETURNING number
