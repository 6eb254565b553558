-- What the customer should know, the most urgent first.
SELECT m.kind, m.number, m.minor, m.on_day::text
  FROM (SELECT CASE WHEN b.due_on < k.today THEN 'overdue' ELSE 'due-soon' END AS kind, b.number,
               b.owed_minor AS minor, b.due_on AS on_day,
               CASE WHEN b.due_on < k.today THEN 1 ELSE 2 END AS rank
          FROM web.bill b
          JOIN web.calendar k ON k.district_id = b.district_id
         WHERE b.owed_minor > 0
           AND b.due_on <= k.today + 7
        UNION ALL
        SELECT 'bill-ready', b.number, b.total_minor, b.issued_on, 3
          FROM web.bill b
          JOIN web.calendar k ON k.district_id = b.district_id
         WHERE b.issued_on >= k.today - 10
           AND b.kind <> 'credit'
           AND b.state = 'issued'
           AND b.owed_minor > 0
           AND b.due_on > k.today + 7
        UNION ALL
        SELECT 'corrected', b.number, b.total_minor, b.issued_on, 4
          FROM web.bill b
          JOIN web.calendar k ON k.district_id = b.district_id
         WHERE b.issued_on >= k.today - 31
           AND b.kind = 'credit'
        UNION ALL
        SELECT 'paid', '', i.amount_minor, (i.created_at AT TIME ZONE k.time_zone)::date, 5
          FROM pay.intent i
          JOIN web.calendar k ON k.district_id = i.district_id
         WHERE i.state = 'SUCCEEDED'
           AND i.created_at > now () - interval '7 days') m
 ORDER BY m.rank, m.on_day, m.number
 LIMIT 5
