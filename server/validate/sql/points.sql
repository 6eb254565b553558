SELECT p.point_id, p.kind, p.interval_s, p.capacity_w, array_to_string (p.channels, ' '),
       coalesce (x.tolerance_ppm, 0)
  FROM ref.point p
  LEFT JOIN ref.exchange x USING (district_id, point_id)
 WHERE p.district_id = $1::integer
 ORDER BY p.point_id
