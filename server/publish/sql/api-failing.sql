-- Meters whose newest attempt of the day was no good, and since when; of a node and all below it
-- ($2, or everything).
WITH RECURSIVE below AS (
    SELECT node_id FROM api.node WHERE $2::integer IS NULL OR node_id = $2::integer
    UNION
    SELECT n.node_id FROM api.node n JOIN below b ON n.parent_id = b.node_id
), failing AS MATERIALIZED (
    SELECT a.district_id, a.meter_id, a.point_id, a.serial, a.gateway, a.result, a.reason
      FROM api.asked a
     WHERE a.day = $1::date AND a.result <> 'ok'
), bad AS (
    SELECT n.*, p.code, p.name, p.node_name
      FROM failing n
      JOIN api.point p ON p.district_id = n.district_id AND p.point_id = n.point_id
     WHERE p.node_id IN (SELECT node_id FROM below)
), page AS (
    SELECT b.*, count (*) OVER () AS total
      FROM bad b
     ORDER BY b.district_id, b.code
     LIMIT 10000
)
SELECT p.district_id, p.point_id, p.code, p.name, coalesce (p.serial, '') AS serial,
       coalesce (p.gateway, '') AS gateway, p.result AS reason,
       extract (epoch FROM s.since)::bigint AS since, s.tries, p.reason AS last_error, p.node_name,
       p.total
  FROM page p
 CROSS JOIN LATERAL (SELECT min (a.asked_at) AS since, sum (a.tries) AS tries
                       FROM api.attempt a
                      WHERE a.district_id = p.district_id
                        AND a.day = $1::date
                        AND a.meter_id = p.meter_id
                        AND a.asked_at > coalesce ((SELECT max (g.asked_at)
                                                      FROM api.attempt g
                                                     WHERE g.district_id = p.district_id
                                                       AND g.day = $1::date
                                                       AND g.meter_id = p.meter_id
                                                       AND g.result = 'ok'), '-infinity')) s
 ORDER BY p.district_id, p.code
