-- What the customer should know, the most urgent first.
SELECT m.kind, m.number, m.minor, m.on_day::text
  FROM (SELECT CASE WHEN b.kind = 'credit' THEN 'corrected'
                    WHEN b.due_on < k.today THEN 'overdue'
                    WHEN b.due_on <= k.today + 7 THEN 'due-soon'
                    ELSE 'bill-ready' END AS kind, b.number,
               CASE WHEN b.kind <> 'credit' AND b.due_on <= k.today + 7 THEN b.owed_minor
                    ELSE b.total_minor END AS minor,
               CASE WHEN b.kind <> 'credit' AND b.due_on <= k.today + 7 THEN b.due_on
                    ELSE b.issued_on END AS on_day,
               CASE WHEN b.kind = 'credit' THEN 4
                    WHEN b.due_on < k.today THEN 1
                    WHEN b.due_on <= k.today + 7 THEN 2
                    ELSE 3 END AS rank
          FROM web.bill b
          JOIN web.calendar k ON k.district_id = b.district_id
         WHERE (b.kind <> 'credit' AND b.owed_minor > 0
                AND (b.due_on <= k.today + 7 OR b.issued_on >= k.today - 10))
            OR (b.kind = 'credit' AND b.issued_on >= k.today - 31)
        UNION ALL
        SELECT 'paid', '', i.amount_minor, (i.created_at AT TIME ZONE k.time_zone)::date, 5
          FROM pay.intent i
          JOIN web.calendar k ON k.district_id = i.district_id
         WHERE i.state = 'SUCCEEDED'
           AND i.created_at > now () - interval '7 days') m
 ORDER BY m.rank, m.on_day, m.number
 LIMIT 5
