UPDATE bill.bill
   SET state = 'cancelled'
 WHERE number = $1
   AND district_id = split_part ($1, '-', 1)::integer
   AND state = 'issued'
RETURNING district_id, account_id
