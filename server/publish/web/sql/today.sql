-- The open day: what was used, until when values are there, and how old the newest one is.
SELECT coalesce (sum (d.sum), 0), to_char (t.newest, 'HH24:MI'),
       greatest (0, extract (epoch FROM now () AT TIME ZONE k.time_zone - t.newest)::bigint / 60)
  FROM web.day d
  JOIN web.calendar k ON k.district_id = d.district_id AND k.today = d.day
 CROSS JOIN LATERAL (SELECT max (k.today + make_interval (secs => x.n * x.interval_s)) AS newest
                       FROM web.day x
                      WHERE x.day = k.today AND x.n > x.n_missing) t
 WHERE t.newest IS NOT NULL
 GROUP BY t.newest, k.time_zone
