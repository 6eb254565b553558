-- How many bills of the run a decision on all of them would move, of those the person sees.
SELECT count (*) AS n_bills
  FROM api.bill b
 WHERE b.run_id = $1::uuid
   AND ($3::text IS NULL OR $3::text = ANY (b.hold_reasons))
   AND b.kind <> 'credit'
   AND b.state = CASE $2::text WHEN 'release' THEN 'held' ELSE 'ready' END
   AND ($2::text = 'hold' OR NOT b.hold_reasons && ARRAY['missing-tariff', 'unpriced'])
   AND ($2::text = 'hold' OR NOT 'incomplete' = ANY (b.hold_reasons)
        OR EXISTS (SELECT FROM api.bill_line l
                    WHERE l.district_id = b.district_id AND l.number = b.number))
