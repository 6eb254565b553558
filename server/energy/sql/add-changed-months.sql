-- Only the months of channels of which a day changed.
INSERT INTO energy.month (district_id, point_id, channel, month, sum, n, n_measured, n_estimated,
                          n_missing, max, max_at, n_days)
SELECT d.district_id, d.point_id, d.channel, k.month,
       sum (d.sum), sum (d.n), sum (d.n_measured), sum (d.n_estimated), sum (d.n_missing),
       max (d.max), (array_agg (d.max_at ORDER BY d.max DESC, d.max_at) FILTER (WHERE d.max_at IS NOT NULL))[1],
       count (*)
  FROM (SELECT DISTINCT u.district_id, u.point_id, u.channel,
               date_trunc ('month', DATE '1970-01-01' + u.day)::date AS month
          FROM unnest ($1::integer[], $2::bigint[], $3::smallint[], $4::integer[])
               AS u (district_id, point_id, channel, day)) k
  JOIN energy.day d ON d.district_id = k.district_id
                   AND d.point_id = k.point_id
                   AND d.channel = k.channel
                   AND d.day >= k.month
                   AND d.day < (k.month + interval '1 month')::date
 WHERE d.block_version > 0
 GROUP BY 1, 2, 3, 4
ON CONFLICT ON CONSTRAINT month_pk
DO UPDATE SET sum = excluded.sum, n = excluded.n, n_measured = excluded.n_measured,
              n_estimated = excluded.n_estimated, n_missing = excluded.n_missing, max = excluded.max,
              max_at = excluded.max_at, n_days = excluded.n_days
