-- An agreement, locked, by its id or the number of its account; and the end of its last issued bill.
SELECT g.agreement_id, g.point_id, g.valid_from - date '1970-01-01',
       coalesce (g.valid_to - date '1970-01-01', 2147483647),
       coalesce ((SELECT b.number || ' ' || (b.period_end - date '1970-01-01')
                    FROM bill.bill b
                   WHERE b.district_id = g.district_id
                     AND b.agreement_id = g.agreement_id
                     AND b.state = 'issued'
                     AND b.kind <> 'credit'
                   ORDER BY b.period_end DESC
                   LIMIT 1), '')
  FROM ref.agreement g
  JOIN ref.account a ON a.district_id = g.district_id AND a.account_id = g.account_id
 WHERE g.district_id = $1::integer
   AND (g.agreement_id = $2::bigint OR a.number = $3::text)
 ORDER BY g.valid_from DESC, g.agreement_id DESC
   FOR UPDATE OF g
