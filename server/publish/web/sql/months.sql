-- This month so far, the same days of last month and all of it, and what the whole month comes to
-- when its other days are as the last four weeks were; the costs at the average price of the newest
-- bills, because a bill's tiers are only known when the month ends.
WITH span AS (
    SELECT k.today, date_trunc ('month', k.today)::date AS first,
           (date_trunc ('month', k.today) - interval '1 month')::date AS last_first,
           (date_trunc ('month', k.today) + interval '1 month')::date AS next_first
      FROM web.calendar k
), used AS (
    SELECT coalesce (sum (d.sum) FILTER (WHERE d.day >= s.first), 0) AS so_far,
           coalesce (sum (d.sum) FILTER (WHERE d.day >= s.first AND d.day < s.today), 0) AS whole,
           coalesce (sum (d.sum) FILTER (WHERE d.day < s.first
               AND d.day - s.last_first <= s.today - s.first), 0) AS last_so_far,
           coalesce (sum (d.sum) FILTER (WHERE d.day < s.first), 0) AS last_all,
           coalesce (sum (d.sum) FILTER (WHERE d.day BETWEEN s.today - 28 AND s.today - 1), 0)
               / nullif (count (DISTINCT d.day) FILTER (WHERE d.day BETWEEN s.today - 28
                                                                        AND s.today - 1), 0) AS a_day
      FROM span s
      LEFT JOIN web.day d ON d.day >= s.last_first AND d.day <= s.today
), price AS (
    SELECT sum (b.total_minor) AS minor, sum (b.energy_wh) AS wh
      FROM web.bill b
     WHERE b.kind <> 'credit' AND b.state = 'issued' AND b.energy_wh > 0
       AND b.period_start = (SELECT max (x.period_start) FROM web.bill x
                              WHERE x.kind <> 'credit' AND x.state = 'issued' AND x.energy_wh > 0)
), month AS (
    SELECT u.whole + u.a_day * (s.next_first - s.today) AS forecast
      FROM used u, span s
)
SELECT to_char (s.first, 'YYYY-MM'), to_char (s.last_first, 'YYYY-MM'), u.so_far, u.last_so_far,
       u.last_all, coalesce (round (u.so_far * p.minor / nullif (p.wh, 0))::bigint::text, ''),
       coalesce (round (m.forecast)::bigint::text, ''),
       coalesce (round (m.forecast * p.minor / nullif (p.wh, 0))::bigint::text, '')
  FROM span s, used u, price p, month m
