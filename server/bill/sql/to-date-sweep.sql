-- Rows of agreements that ended, or that nobody made again for this month.
DELETE FROM bill.to_date t
 WHERE t.district_id = $1::integer
   AND (t.is_current AND t.period_start <> $3::date
        OR NOT EXISTS (SELECT FROM ref.agreement g
                        WHERE g.district_id = t.district_id
                          AND g.agreement_id = t.agreement_id
                          AND (g.valid_to IS NULL OR g.valid_to > $2::date)))
