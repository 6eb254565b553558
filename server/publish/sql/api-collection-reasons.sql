-- Why meters did not answer when they were last asked on a day, of a node and all below it ($2, or
-- everything).
WITH RECURSIVE below AS (
    SELECT node_id FROM api.node WHERE $2::integer IS NULL OR node_id = $2::integer
    UNION
    SELECT n.node_id FROM api.node n JOIN below b ON n.parent_id = b.node_id
), failing AS MATERIALIZED (
    SELECT a.district_id, a.point_id, a.gateway, a.result, a.reason, a.asked_at
      FROM api.asked a
     WHERE a.day = $1::date AND a.result <> 'ok'
)
SELECT n.result AS reason, p.node_name, min (p.node_id) AS node_id, count (*) AS meters,
       count (DISTINCT n.gateway) AS gateways,
       extract (epoch FROM min (n.asked_at))::bigint AS oldest_at,
       mode () WITHIN GROUP (ORDER BY n.reason) AS usual_error, count (*) OVER () AS total
  FROM failing n
  JOIN api.point p ON p.district_id = n.district_id AND p.point_id = n.point_id
 WHERE p.node_id IN (SELECT node_id FROM below)
 GROUP BY n.result, p.node_name
 ORDER BY count (*) DESC, n.result, p.node_name
 LIMIT 10000
