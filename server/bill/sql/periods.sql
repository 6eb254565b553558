SELECT b.district_id, date_trunc ('month', b.period_start)::date - date '1970-01-01',
       (date_trunc ('month', b.period_start) + interval '1 month')::date - date '1970-01-01',
       min (b.point_id), max (b.point_id)
  FROM bill.bill b
 WHERE b.state IN ('issued', 'cancelled')
   AND b.kind <> 'credit'
 GROUP BY 1, 2, 3
 ORDER BY 1, 2
