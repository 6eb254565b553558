-- Holds or releases one bill, or all of a run that a check found. What has no price stays held.
WITH chosen AS (
    SELECT b.district_id, b.number
      FROM bill.bill b
     WHERE ($3::text IS NULL OR (b.number = $3::text
                                 AND b.district_id = split_part ($3::text, '-', 1)::integer))
       AND ($4::uuid IS NULL OR b.run_id = $4::uuid)
       AND ($5::text IS NULL OR $5::text = ANY (b.hold_reasons))
       AND ($6::integer = 0 OR b.district_id = $6::integer)
       AND b.kind <> 'credit'
       AND b.state = CASE $2::text WHEN 'release' THEN 'held' ELSE 'ready' END
       AND ($2::text = 'hold' OR NOT b.hold_reasons && ARRAY['missing-tariff', 'unpriced'])
       AND ($2::text = 'hold' OR NOT 'incomplete' = ANY (b.hold_reasons)
            OR EXISTS (SELECT FROM bill.line l
                        WHERE l.district_id = b.district_id AND l.number = b.number))
     ORDER BY b.district_id, b.number
       FOR UPDATE
), moved AS (
    UPDATE bill.bill b
       SET state = CASE $2::text WHEN 'release' THEN 'ready' ELSE 'held' END,
           hold_reasons = CASE $2::text WHEN 'release' THEN array_remove (b.hold_reasons, 'clerk')
                                        ELSE array_append (b.hold_reasons, 'clerk') END,
           released_by = CASE $2::text WHEN 'release' THEN $7::text END
      FROM chosen c
     WHERE b.district_id = c.district_id
       AND b.number = c.number
    RETURNING b.district_id, b.number, b.content_hash
), noted AS (
    INSERT INTO bill.decision (district_id, decision_id, number, act, person, reason, content_hash)
    SELECT m.district_id, $1::uuid, m.number, $2::text, $7::text, $8::text, m.content_hash
      FROM moved m
)
SELECT count (*), coalesce (min (m.district_id), 0)
  FROM moved m
