DELETE FROM bill.finding x
 WHERE x.number = $1::text
   AND x.district_id = split_part ($1::text, '-', 1)::integer
   AND EXISTS (SELECT FROM bill.bill b
                WHERE b.district_id = x.district_id AND b.number = x.number AND b.state = 'draft')
