-- One order a district for every point at a node and below it that a meter hangs at now. Gives
-- whether the node is known, the most points of a district, and how many points there are; nothing
-- is ordered when a district has too many.
WITH RECURSIVE below AS (
    SELECT node_id FROM api.node WHERE node_id = $2::integer
    UNION ALL
    SELECT n.node_id FROM api.node n JOIN below b ON n.parent_id = b.node_id
), wanted AS (
    SELECT DISTINCT p.district_id, p.point_id
      FROM api.point p
      JOIN api.installation i ON i.district_id = p.district_id AND i.point_id = p.point_id
     WHERE p.node_id IN (SELECT node_id FROM below)
       AND i.valid_to IS NULL
), size AS (
    SELECT coalesce (max (c.n), 0) AS most, coalesce (sum (c.n), 0) AS n
      FROM (SELECT count (*) AS n FROM wanted GROUP BY district_id) c
), ordered AS (
    INSERT INTO collect.request (district_id, request_id, point_ids, asked_by)
    SELECT w.district_id, $1::uuid, array_agg (w.point_id ORDER BY w.point_id), $3
      FROM wanted w, size s
     WHERE s.most <= 10000
     GROUP BY w.district_id
    ON CONFLICT ON CONSTRAINT request_pk DO NOTHING
    RETURNING district_id
)
SELECT (SELECT count (*) FROM below), s.most, s.n, (SELECT count (*) FROM ordered)
  FROM size s
