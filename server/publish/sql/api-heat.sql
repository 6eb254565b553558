-- Points by hours of a day: of a node and all below it ($2, or everything), or only of the node
-- itself ($3).
WITH RECURSIVE below AS (
    SELECT node_id FROM api.node WHERE node_id = $2::integer
    UNION ALL
    SELECT n.node_id
      FROM api.node n
      JOIN below b ON n.parent_id = b.node_id
     WHERE $3::integer = 0
), found AS (
    SELECT p.district_id, p.point_id, p.code, p.name, p.kind, p.node_id, p.node_name
      FROM api.point p
     WHERE p.valid_from <= $1::date
       AND (p.valid_to IS NULL OR p.valid_to > $1::date)
       AND ($2::integer IS NULL OR p.node_id IN (SELECT node_id FROM below))
), page AS (
    SELECT f.*, (SELECT count (*) FROM found) AS total
      FROM found f
     ORDER BY f.district_id, f.code
     LIMIT 10000
)
SELECT p.district_id, p.point_id, p.code, p.name, p.kind, p.node_id, p.node_name,
       (SELECT array_agg (CASE WHEN h.i < length (e.states) THEN get_byte (e.states, h.i) ELSE 0 END
                          ORDER BY h.i)
          FROM generate_series (0, greatest (length (e.states), 24) - 1) AS h (i)) AS cells,
       p.total
  FROM page p
  LEFT JOIN api.energy_day e ON e.district_id = p.district_id
                            AND e.point_id = p.point_id
                            AND e.channel = 1
                            AND e.day = $1::date
 ORDER BY p.district_id, p.code
