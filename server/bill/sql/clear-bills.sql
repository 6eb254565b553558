DELETE FROM bill.bill b
 WHERE b.district_id = $1::integer
   AND b.point_id BETWEEN $2::bigint AND $3::bigint
   AND b.period_start >= $4::date
   AND b.period_start < $5::date
   AND b.state IN ('held', 'ready')
   AND EXISTS (SELECT FROM bill.run r
                WHERE r.district_id IN (0, $1::integer)
                  AND r.run_id = b.run_id
                  AND coalesce (r.cycle, '') = $6::text)
