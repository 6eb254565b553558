-- The district's points in pieces, and for each a mark of all that its bills to date rest on: the
-- day, terms, meters, statistics of closed days, open days, issued bills, tariffs, peaks
-- and prices.
WITH cut AS (
    SELECT g.point_id, hashtextextended (g::text, 0) AS h,
           (dense_rank () OVER (ORDER BY g.point_id) - 1) / $5::integer AS unit_no
      FROM ref.agreement g
     WHERE g.district_id = $1::integer
       AND g.valid_from < $3::date
       AND (g.valid_to IS NULL OR g.valid_to > $2::date)
), unit AS (
    SELECT c.unit_no, min (c.point_id) AS first_point, max (c.point_id) AS last_point,
           count (*) AS n, sum (c.h) AS h
      FROM cut c
     GROUP BY c.unit_no
)
SELECT u.unit_no, u.first_point, u.last_point, u.n,
       md5 (concat_ws ('|', $4::date, u.h, m.h, x.h, b.h, t.h, i.h, p.h, s.h)) AS mark,
       coalesce (o.mark, '')
  FROM unit u
 CROSS JOIN LATERAL (SELECT sum (hashtextextended (concat_ws (' ', e.point_id, e.channel, e.month,
                                    e.sum, e.n_measured, e.n_estimated, e.n_missing, e.max), 0)) AS h
                       FROM energy.month e
                      WHERE e.district_id = $1::integer
                        AND e.point_id BETWEEN u.first_point AND u.last_point
                        AND e.month >= ($2::date - interval '1 month')::date) m
 CROSS JOIN LATERAL (SELECT sum (hashtextextended (concat_ws (' ', h.point_id, h.channel, h.day,
                                    h.n, h.sum, h.newest_at), 0)) AS h
                       FROM validate.hot h
                      WHERE h.district_id = $1::integer
                        AND h.point_id BETWEEN u.first_point AND u.last_point) x
 CROSS JOIN LATERAL (SELECT sum (hashtextextended (i.number || i.state, 0)) AS h
                       FROM bill.bill i
                      WHERE i.district_id = $1::integer
                        AND i.period_start >= ($2::date - interval '2 months')::date
                        AND i.point_id BETWEEN u.first_point AND u.last_point
                        AND i.state IN ('issued', 'cancelled')) b
 CROSS JOIN (SELECT md5 (string_agg (concat_ws (' ', r.tariff_code, r.version, r.valid_from,
                                                r.valid_to), ',' ORDER BY r.tariff_code, r.version)) AS h
               FROM ref.tariff r) t
 CROSS JOIN LATERAL (SELECT sum (hashtextextended (concat_ws (' ', i.point_id, i.role, i.valid_from,
                                    i.valid_to), 0)) AS h
                       FROM ref.installation i
                      WHERE i.district_id = $1::integer
                        AND i.point_id BETWEEN u.first_point AND u.last_point) i
 CROSS JOIN (SELECT md5 (string_agg (concat_ws (' ', p.month, p.version), ',' ORDER BY p.month, p.version)) AS h
               FROM ref.system_peak p
              WHERE p.district_id = $1::integer) p
 CROSS JOIN (SELECT md5 (string_agg (concat_ws (' ', v.series, v.version), ',' ORDER BY v.series, v.version)) AS h
               FROM ref.price_import v) s
  LEFT JOIN bill.to_date_unit o ON o.district_id = $1::integer
       AND o.unit_no = u.unit_no
       AND o.first_point = u.first_point
       AND o.last_point = u.last_point
 ORDER BY u.unit_no
