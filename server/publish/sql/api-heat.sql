-- Points by hours of a day, with the points of a node and all below it ($2, or all).
WITH RECURSIVE below AS (
    SELECT node_id FROM api.node WHERE node_id = $2::integer
    UNION ALL
    SELECT n.node_id FROM api.node n JOIN below b ON n.parent_id = b.node_id
), newest AS (
    SELECT DISTINCT ON (b.district_id, b.point_id) b.district_id, b.point_id, b.flags, b.n,
           b.interval_s
      FROM api.block b
     WHERE b.day = $1::date AND b.channel = 1
     ORDER BY b.district_id, b.point_id, b.version DESC
)
SELECT p.district_id, p.point_id, p.code, p.name, p.kind, p.node_id, p.node_name,
       coalesce (api.hour_states (b.flags, b.n, 3600 / b.interval_s),
                 array_fill (0, ARRAY[24])) AS cells,
       count (*) OVER () AS total
  FROM api.point p
  LEFT JOIN newest b USING (district_id, point_id)
 WHERE p.valid_from <= $1::date
   AND (p.valid_to IS NULL OR p.valid_to > $1::date)
   AND ($2::integer IS NULL OR p.node_id IN (SELECT node_id FROM below))
 ORDER BY p.district_id, p.code
 LIMIT 10000
