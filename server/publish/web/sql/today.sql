-- The open day: what was used, until when values are there, how old the newest one is, and what it
-- costs at the average price of the newest bills.
SELECT coalesce (sum (t.sum), 0), to_char (max (t.newest_at) AT TIME ZONE k.time_zone, 'HH24:MI'),
       greatest (0, extract (epoch FROM now () - max (t.newest_at))::bigint / 60),
       coalesce (round (sum (t.sum) * p.minor / nullif (p.wh, 0))::bigint::text, '')
  FROM web.today t
  JOIN web.calendar k ON k.district_id = t.district_id AND k.today = t.day
 CROSS JOIN (SELECT sum (b.total_minor) AS minor, sum (b.energy_wh) AS wh
               FROM web.bill b
              WHERE b.kind <> 'credit'
                AND b.state = 'issued'
                AND b.energy_wh > 0
                AND b.total_minor > 0
                AND b.period_start = (SELECT max (x.period_start) FROM web.bill x
                                       WHERE x.kind <> 'credit' AND x.state = 'issued'
                                         AND x.energy_wh > 0)) p
 WHERE t.newest_at IS NOT NULL
 GROUP BY k.time_zone, p.minor, p.wh
