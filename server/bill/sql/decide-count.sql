-- How many bills of a run a decision would move: what a clerk is told before he decides on all.
SELECT count (*)
  FROM bill.bill b
 WHERE b.run_id = $2::uuid
   AND ($3::text IS NULL OR $3::text = ANY (b.hold_reasons))
   AND ($4::integer = 0 OR b.district_id = $4::integer)
   AND b.kind <> 'credit'
   AND b.state = CASE $1::text WHEN 'release' THEN 'held' ELSE 'ready' END
   AND ($1::text = 'hold' OR NOT b.hold_reasons && ARRAY['missing-tariff', 'unpriced'])
   AND ($1::text = 'hold' OR NOT 'incomplete' = ANY (b.hold_reasons)
        OR EXISTS (SELECT FROM bill.line l
                    WHERE l.district_id = b.district_id AND l.number = b.number))
