-- Days from $1 to $2, both in it; points of a node and all below it ($6, or all).
WITH RECURSIVE below AS (
    SELECT node_id FROM api.node WHERE node_id = $6::integer
    UNION ALL
    SELECT n.node_id FROM api.node n JOIN below b ON n.parent_id = b.node_id
)
SELECT x.*, count (*) OVER () AS total
  FROM api.exception x
 WHERE x.day BETWEEN $1::date AND $2::date
   AND ($3::text IS NULL OR x.state = $3::text)
   AND ($4::text IS NULL OR x.rule = $4::text)
   AND ($5::text IS NULL OR x.severity = $5::text)
   AND ($6::integer IS NULL
        OR (x.district_id, x.point_id) IN (SELECT p.district_id, p.point_id FROM api.point p
                                            WHERE p.node_id IN (SELECT node_id FROM below)))
 ORDER BY x.district_id, x.day, x.code, x.rule, x.first_interval
 LIMIT 10000
