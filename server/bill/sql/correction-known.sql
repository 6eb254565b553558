-- Whether the same new inputs of a bill were proposed before, and somebody said no; or whether all
-- that changed is what earlier bills hand on ($3: what the new one is made of), while a correction of
-- one of these is open: it is decided first.
SELECT (SELECT count (*)
          FROM bill.bill b
          JOIN bill.bill o ON o.district_id = b.district_id
               AND o.point_id = b.point_id
               AND o.account_id = b.account_id
               AND o.period_start < b.period_start
          JOIN bill.correction c ON c.district_id = o.district_id
               AND c.number = o.number
               AND c.state IN ('proposed', 'waiting')
         WHERE b.number = $1::text
           AND b.district_id = split_part ($1::text, '-', 1)::integer
           AND (string_to_array (b.made_of, '|'))[1:10] = (string_to_array ($3::text, '|'))[1:10])
       + count (*)
  FROM bill.correction c
 WHERE c.number = $1::text
   AND c.district_id = split_part ($1::text, '-', 1)::integer
   AND (c.state IN ('proposed', 'waiting') OR (c.state = 'refused'
                                               AND c.made_from = decode ($2, 'hex')))
