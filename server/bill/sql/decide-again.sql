-- What clerks decided on a bill of the very same content holds when it is computed again.
UPDATE bill.bill b
   SET state = CASE d.act WHEN 'release' THEN 'ready' ELSE 'held' END,
       hold_reasons = CASE d.act WHEN 'hold' THEN array_append (b.hold_reasons, 'clerk')
                                 ELSE b.hold_reasons END,
       released_by = CASE d.act WHEN 'release' THEN d.person END
  FROM (SELECT DISTINCT ON (x.number) x.number, x.act, x.person, x.content_hash
          FROM bill.decision x
          JOIN bill.bill y ON y.district_id = x.district_id AND y.number = x.number
         WHERE x.district_id = $1::integer
           AND y.point_id BETWEEN $2::bigint AND $3::bigint
           AND y.period_start >= $4::date
           AND y.period_start < $5::date
           AND y.state IN ('held', 'ready')
           AND y.run_id = $6::uuid
         ORDER BY x.number, x.decided_at DESC) d
 WHERE b.district_id = $1::integer
   AND b.number = d.number
   AND b.content_hash = d.content_hash
RETURNING b.number
