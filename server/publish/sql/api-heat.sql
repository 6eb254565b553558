-- Points by hours of a day: of a node and all below it ($2, or everything), or only of the node
-- itself ($3). A day without figures is 24 hours of nothing; a day of 25 hours has a cell more.
WITH RECURSIVE below AS (
    SELECT node_id FROM api.node WHERE node_id = $2::integer
    UNION ALL
    SELECT n.node_id
      FROM api.node n
      JOIN below b ON n.parent_id = b.node_id
     WHERE $3::integer = 0
), counted AS (
    SELECT count (*) AS total
      FROM api.hung p
     WHERE p.valid_from <= $1::date
       AND (p.valid_to IS NULL OR p.valid_to > $1::date)
       AND ($2::integer IS NULL OR p.node_id IN (SELECT node_id FROM below))
), page AS (
    SELECT p.district_id, p.point_id, p.code, p.name, p.kind, p.node_id, p.node_name
      FROM api.point p
     WHERE p.valid_from <= $1::date
       AND (p.valid_to IS NULL OR p.valid_to > $1::date)
       AND ($2::integer IS NULL OR p.node_id IN (SELECT node_id FROM below))
     ORDER BY p.district_id, p.code
     LIMIT 10000
)
SELECT p.district_id, p.point_id, p.code, p.name, p.kind, p.node_id, p.node_name,
       ARRAY[get_byte (h.b, 0), get_byte (h.b, 1), get_byte (h.b, 2), get_byte (h.b, 3),
             get_byte (h.b, 4), get_byte (h.b, 5), get_byte (h.b, 6), get_byte (h.b, 7),
             get_byte (h.b, 8), get_byte (h.b, 9), get_byte (h.b, 10), get_byte (h.b, 11),
             get_byte (h.b, 12), get_byte (h.b, 13), get_byte (h.b, 14), get_byte (h.b, 15),
             get_byte (h.b, 16), get_byte (h.b, 17), get_byte (h.b, 18), get_byte (h.b, 19),
             get_byte (h.b, 20), get_byte (h.b, 21), get_byte (h.b, 22), get_byte (h.b, 23)]
       || CASE WHEN length (h.b) > 24 THEN ARRAY[get_byte (h.b, 24)] ELSE '{}' END AS cells,
       counted.total
  FROM page p
 CROSS JOIN counted
  LEFT JOIN api.energy_day e ON e.district_id = p.district_id
                            AND e.point_id = p.point_id
                            AND e.channel = 1
                            AND e.day = $1::date
 CROSS JOIN LATERAL (SELECT coalesce (e.states, '')
                            || substr (decode (repeat ('00', 24), 'hex'), 1,
                                       greatest (24 - coalesce (length (e.states), 0), 0)) AS b) h
 ORDER BY p.district_id, p.code
