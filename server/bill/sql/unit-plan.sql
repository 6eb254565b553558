-- The cycle's accounts, and those whose bill of the month it made and did not issue; not those whose
-- bill another cycle made. It is cut once: a run that goes on keeps its units.
INSERT INTO bill.unit (district_id, run_id, unit_no, first_point, last_point, n_agreements)
SELECT p.district_id, $2::uuid, p.unit_no, min (p.point_id), max (p.point_id), count (*)
  FROM (SELECT g.district_id, g.point_id,
               (dense_rank () OVER (PARTITION BY g.district_id ORDER BY g.point_id) - 1)
                   / $5::integer AS unit_no
          FROM ref.agreement g
          JOIN ref.account a ON a.district_id = g.district_id AND a.account_id = g.account_id
          LEFT JOIN (SELECT b.district_id, b.point_id, b.account_id,
                            min (coalesce (r.cycle, '')) AS cycle
                       FROM bill.bill b
                       JOIN bill.run r ON r.run_id = b.run_id
                            AND r.district_id IN (0, b.district_id)
                      WHERE ($1::integer = 0 OR b.district_id = $1::integer)
                        AND b.period_start >= $3::date
                        AND b.period_start < $4::date
                        AND b.kind <> 'credit'
                        AND b.state IN ('held', 'ready')
                      GROUP BY b.district_id, b.point_id, b.account_id) m
            ON m.district_id = g.district_id AND m.point_id = g.point_id
           AND m.account_id = g.account_id
         WHERE ($1::integer = 0 OR g.district_id = $1::integer)
           AND g.valid_from < $4::date
           AND (g.valid_to IS NULL OR g.valid_to > $3::date)
           AND coalesce (m.cycle, a.cycle, '') = $6::text) p
 WHERE NOT EXISTS (SELECT FROM bill.unit u WHERE u.run_id = $2::uuid)
 GROUP BY p.district_id, p.unit_no
