-- Issued bills of whose days a newer version came after they were last looked at.
SELECT DISTINCT b.number
  FROM validate.rebill r
  JOIN bill.bill b ON b.district_id = r.district_id
       AND b.point_id = r.point_id
       AND b.period_start <= r.day
       AND b.period_end > r.day
       AND b.state = 'issued'
       AND b.kind <> 'credit'
 WHERE NOT EXISTS (SELECT FROM bill.correction c
                    WHERE c.district_id = b.district_id
                      AND c.number = b.number
                      AND (c.state IN ('proposed', 'waiting') OR c.proposed_at > r.proposed_at))
 ORDER BY b.number
