-- The run is of the cycle that would bill the account now, see agreements.
INSERT INTO bill.run (district_id, run_id, period_start, period_end, state, started_by, kind, reason,
                      cycle)
SELECT g.district_id, $2::uuid, $3::date, $4::date, 'running', $5, 'final', $6,
       nullif (coalesce ((SELECT min (coalesce (r.cycle, ''))
                            FROM bill.bill b
                            JOIN bill.run r ON r.district_id IN (0, $1::integer)
                                 AND r.run_id = b.run_id
                           WHERE b.district_id = g.district_id
                             AND b.point_id = g.point_id
                             AND b.account_id = g.account_id
                             AND b.period_start >= $3::date
                             AND b.period_start < $4::date
                             AND b.kind <> 'credit'
                             AND b.state IN ('held', 'ready')), a.cycle, ''), '')
  FROM ref.agreement g
  JOIN ref.account a ON a.district_id = g.district_id AND a.account_id = g.account_id
 WHERE g.district_id = $1::integer
   AND g.agreement_id = $7::bigint
