-- Whether the same new inputs of a bill were proposed before, and somebody said no.
SELECT count (*)
  FROM bill.correction c
 WHERE c.number = $1::text
   AND c.district_id = split_part ($1::text, '-', 1)::integer
   AND (c.state IN ('proposed', 'waiting') OR (c.state = 'refused'
                                               AND c.made_from = decode ($2, 'hex')))
