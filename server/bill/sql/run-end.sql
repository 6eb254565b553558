-- The hash of all bills of the cycle and period, so that two runs can be compared by one value. A
-- corrected bill was made by no run: it is of its account's cycle.
UPDATE bill.run r
   SET state = $2, message = $3, finished_at = now (),
       output_hash = CASE WHEN $2 = 'computed' THEN
           (SELECT sha256 (convert_to (coalesce (string_agg (b.number || ' '
                       || encode (b.content_hash, 'hex'), E'\n'
                       ORDER BY b.district_id, b.number COLLATE "C"), ''), 'UTF8'))
              FROM bill.bill b
              LEFT JOIN bill.run m ON m.run_id = b.run_id
                   AND m.district_id IN (0, b.district_id)
             WHERE (r.district_id = 0 OR b.district_id = r.district_id)
               AND b.period_start >= r.period_start
               AND b.period_start < r.period_end
               AND b.kind <> 'credit'
               AND b.state NOT IN ('draft', 'cancelled')
               AND CASE WHEN m.run_id IS NOT NULL THEN m.cycle
                        ELSE (SELECT a.cycle FROM ref.account a
                               WHERE a.district_id = b.district_id
                                 AND a.account_id = b.account_id) END
                   IS NOT DISTINCT FROM r.cycle) END
 WHERE r.run_id = $1::uuid
