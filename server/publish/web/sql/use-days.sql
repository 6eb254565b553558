SELECT s.day::date, coalesce (sum (d.sum), 0), coalesce (sum (d.n_estimated), 0),
       coalesce (sum (d.n_missing), 0), coalesce (sum (d.n), 0),
       coalesce (bool_or (d.block_version = 0), false), coalesce (sum (sum (d.sum)) OVER (), 0),
       bool_or (s.day > k.today)
  FROM generate_series ($1::date, $2::date - 1, interval '1 day') s (day)
  CROSS JOIN web.calendar k
  LEFT JOIN web.day d ON d.day = s.day::date
 GROUP BY s.day
 ORDER BY s.day
