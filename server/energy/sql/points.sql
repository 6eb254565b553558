SELECT p.district_id, p.point_id, p.kind, p.node_id, coalesce (x.from_node_id, 0),
       coalesce (x.to_node_id, 0)
  FROM ref.point p
  LEFT JOIN ref.exchange x USING (district_id, point_id)
 ORDER BY p.district_id, p.point_id
