-- How complete a day is, of each node directly under $2 (or of the topmost) with all below it.
WITH RECURSIVE top AS (
    SELECT n.node_id, n.parent_id, n.kind, n.name
      FROM api.node n
     WHERE n.parent_id = coalesce ($2::integer, 0)
), below AS (
    SELECT node_id, node_id AS top_id FROM top
    UNION ALL
    SELECT n.node_id, b.top_id FROM api.node n JOIN below b ON n.parent_id = b.node_id
), part AS (
    SELECT b.top_id, c.*
      FROM api.collection c
      JOIN below b ON b.node_id = c.node_id
     WHERE c.day = $1::date
), whole AS (
    SELECT top_id, sum (n_points) AS points, sum (n_complete) AS complete,
           sum (n_on_time) FILTER (WHERE deadline_at <= now ()) AS on_time,
           sum (n_points) FILTER (WHERE deadline_at <= now () AND n_on_time IS NOT NULL) AS due,
           sum (n_expected) AS expected, sum (n_measured) AS measured, sum (n_estimated) AS estimated,
           sum (n_missing) AS missing, max (newest_at) AS newest_at
      FROM part
     GROUP BY top_id
), hour AS (
    SELECT s.top_id, array_agg (s.n ORDER BY s.i) AS cells
      FROM (SELECT p.top_id, h.i, sum (h.n) AS n
              FROM part p
             CROSS JOIN LATERAL unnest (p.hours) WITH ORDINALITY AS h (n, i)
             GROUP BY p.top_id, h.i) s
     GROUP BY s.top_id
), newest AS (
    SELECT d.district_id, a.point_id, a.result, a.clock_offset_ms
      FROM api.district d
     CROSS JOIN LATERAL (SELECT t.point_id, t.result, t.clock_offset_ms
                           FROM api.asked t
                          WHERE t.district_id = d.district_id AND t.day = $1::date) a
), at_node AS MATERIALIZED (
    SELECT p.node_id, count (*) AS asked, count (*) FILTER (WHERE n.result <> 'ok') AS failing,
           max (n.clock_offset_ms) AS ahead, min (n.clock_offset_ms) AS behind
      FROM newest n
      JOIN api.hung p ON p.district_id = n.district_id AND p.point_id = n.point_id
     GROUP BY p.node_id
), asked AS (
    SELECT b.top_id, sum (a.asked)::bigint AS asked, sum (a.failing)::bigint AS failing,
           CASE WHEN max (a.ahead) >= - min (a.behind) THEN max (a.ahead) ELSE min (a.behind) END
               AS worst
      FROM at_node a
      JOIN below b ON b.node_id = a.node_id
     GROUP BY b.top_id
)
SELECT t.node_id, t.parent_id, t.kind, t.name,
       EXISTS (SELECT FROM api.node c WHERE c.parent_id = t.node_id) AS has_children,
       coalesce (w.points, 0) AS points, coalesce (w.complete, 0) AS points_complete,
       coalesce (w.on_time * 1000000 / nullif (w.due, 0), -1)::bigint AS on_time_ppm,
       coalesce (w.measured * 1000000 / nullif (w.expected, 0), 0)::bigint AS measured_ppm,
       coalesce (w.estimated, 0)::bigint AS intervals_estimated,
       coalesce (w.missing, 0)::bigint AS intervals_missing,
       extract (epoch FROM w.newest_at)::bigint AS newest_at, coalesce (a.asked, 0) AS asked,
       coalesce (a.failing, 0) AS failing, coalesce (a.worst, 0) AS worst_clock_offset_ms,
       coalesce (h.cells, '{}') AS cells, count (*) OVER () AS total
  FROM top t
  LEFT JOIN whole w ON w.top_id = t.node_id
  LEFT JOIN hour h ON h.top_id = t.node_id
  LEFT JOIN asked a ON a.top_id = t.node_id
 ORDER BY t.name, t.node_id
 LIMIT 10000
