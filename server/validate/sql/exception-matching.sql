-- The names of what a mass action is about; $1: the person's district, 0 for all.
WITH RECURSIVE below AS (
    SELECT node_id FROM ref.node WHERE node_id = $6::integer
    UNION ALL
    SELECT n.node_id FROM ref.node n JOIN below b ON n.parent_id = b.node_id
)
SELECT validate.exception_name (x.district_id, x.day, x.point_id, x.channel, x.rule, x.first_interval)
  FROM validate.exception x
  JOIN ref.point p ON p.district_id = x.district_id AND p.point_id = x.point_id
 WHERE $1::integer IN (0, x.district_id)
   AND ($2::integer = 0 OR x.district_id = $2::integer)
   AND ($3::text IS NULL OR x.state = $3::text)
   AND ($4::text IS NULL OR x.rule = $4::text)
   AND ($5::text IS NULL OR x.severity = $5::text)
   AND ($6::integer = 0 OR p.node_id IN (SELECT node_id FROM below))
   AND ($7::date IS NULL OR x.day >= $7::date)
   AND ($8::date IS NULL OR x.day <= $8::date)
 ORDER BY 1
 LIMIT 10000
