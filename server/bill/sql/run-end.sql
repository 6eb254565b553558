-- The hash of all bills of the period, so that two runs can be compared by one value.
UPDATE bill.run r
   SET state = $2, message = $3, finished_at = now (),
       output_hash = CASE WHEN $2 = 'computed' THEN
           (SELECT sha256 (convert_to (coalesce (string_agg (b.number || ' '
                       || encode (b.content_hash, 'hex'), E'\n'
                       ORDER BY b.district_id, b.number COLLATE "C"), ''), 'UTF8'))
              FROM bill.bill b
             WHERE (r.district_id = 0 OR b.district_id = r.district_id)
               AND b.period_start >= r.period_start
               AND b.period_start < r.period_end
               AND b.kind <> 'credit'
               AND b.state NOT IN ('draft', 'cancelled')) END
 WHERE r.run_id = $1::uuid
