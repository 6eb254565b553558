SELECT p.point_id, p.kind, p.interval_s, p.capacity_w, array_to_string (p.channels, ' '),
       coalesce (x.tolerance_ppm, 0), p.node_id, coalesce (a.contracted_w, 0)
  FROM ref.point p
  LEFT JOIN ref.exchange x USING (district_id, point_id)
  LEFT JOIN (SELECT point_id, max (contracted_w) AS contracted_w
               FROM ref.agreement
              WHERE district_id = $1::integer
                AND valid_to IS NULL
              GROUP BY point_id) a USING (point_id)
 WHERE p.district_id = $1::integer
   AND ($2::bigint IS NULL OR p.point_id = $2::bigint)
 ORDER BY p.point_id
