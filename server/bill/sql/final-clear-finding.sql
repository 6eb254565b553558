DELETE FROM bill.finding x
 WHERE x.district_id = $1::integer
   AND x.number IN (SELECT b.number
                      FROM bill.bill b
                     WHERE b.district_id = $1::integer
                       AND b.agreement_id = $2::bigint
                       AND b.period_end > $3::date
                       AND b.state IN ('held', 'ready'))
