-- Local hours in order: 23 or 25 of them when the clocks change.
SELECT to_char ((($1::date)::timestamp AT TIME ZONE k.time_zone + (h.n - 1) * interval '1 hour')
                AT TIME ZONE k.time_zone, 'HH24:MI'),
       sum (h.wh)
  FROM web.day d
  JOIN web.calendar k ON k.district_id = d.district_id
 CROSS JOIN LATERAL unnest (d.hours) WITH ORDINALITY AS h (wh, n)
 WHERE d.day = $1::date
 GROUP BY h.n, k.time_zone
 ORDER BY h.n
