-- Points whose code, name or meter has $1 in it, of a node and all below it ($2, or all).
WITH RECURSIVE below AS (
    SELECT node_id FROM api.node WHERE node_id = $2::integer
    UNION ALL
    SELECT n.node_id FROM api.node n JOIN below b ON n.parent_id = b.node_id
), hung AS (
    SELECT i.district_id, i.point_id, i.serial
      FROM api.installation i
     WHERE i.role = 'main' AND i.valid_to IS NULL
), found AS (
    SELECT p.district_id, p.point_id, p.code, p.name, p.kind, p.node_id, p.node_name, h.serial,
           count (*) OVER () AS total
      FROM api.point p
      LEFT JOIN hung h USING (district_id, point_id)
     WHERE ($2::integer IS NULL OR p.node_id IN (SELECT node_id FROM below))
       AND ($1::text IS NULL OR strpos (lower (p.code || ' ' || p.name || ' ' || coalesce (h.serial, '')),
                                        lower ($1::text)) > 0)
     ORDER BY p.district_id, p.code
     LIMIT 10000
)
SELECT f.district_id, f.point_id, f.code, f.name, f.kind, f.node_id, f.node_name,
       f.serial AS meter_serial,
       (SELECT count (*) FROM api.exception x
         WHERE x.district_id = f.district_id AND x.point_id = f.point_id AND x.state = 'open')
           AS exceptions_open,
       (SELECT extract (epoch FROM max (b.made_at))::bigint FROM api.block b
         WHERE b.district_id = f.district_id AND b.point_id = f.point_id AND b.version = 0)
           AS newest_at,
       f.total
  FROM found f
 ORDER BY f.district_id, f.code
