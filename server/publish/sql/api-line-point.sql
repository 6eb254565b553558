-- The point, channel and days behind a line of a bill.
SELECT b.district_id, b.point_id, coalesce (nullif (l.explain->>'channel', '')::integer, 1) AS channel,
       b.period_start AS first, b.period_end - 1 AS last
  FROM api.bill b
  JOIN api.bill_line l ON l.district_id = b.district_id AND l.number = b.number
 WHERE b.number = $1::text
   AND l.line_no = $2::integer
