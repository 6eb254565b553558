-- The months that a run of days touches, from their days.
INSERT INTO energy.month (district_id, point_id, channel, month, sum, n, n_measured, n_estimated,
                          n_missing, max, max_at, n_days)
SELECT d.district_id, d.point_id, d.channel, date_trunc ('month', d.day)::date,
       sum (d.sum), sum (d.n), sum (d.n_measured), sum (d.n_estimated), sum (d.n_missing),
       max (d.max), (array_agg (d.max_at ORDER BY d.max DESC, d.max_at) FILTER (WHERE d.max_at IS NOT NULL))[1],
       count (*)
  FROM energy.day d
 WHERE d.district_id = $1::integer
   AND d.day >= date_trunc ('month', $2::date)::date
   AND d.day < (date_trunc ('month', $3::date - 1) + interval '1 month')::date
   AND d.block_version > 0
 GROUP BY 1, 2, 3, 4
ON CONFLICT ON CONSTRAINT month_pk
DO UPDATE SET sum = excluded.sum, n = excluded.n, n_measured = excluded.n_measured,
              n_estimated = excluded.n_estimated, n_missing = excluded.n_missing, max = excluded.max,
              max_at = excluded.max_at, n_days = excluded.n_days
