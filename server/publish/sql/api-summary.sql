-- The figures of one day's collection, of a node and all below it ($2, or everything).
WITH RECURSIVE below AS (
    SELECT node_id FROM api.node WHERE $2::integer IS NULL OR node_id = $2::integer
    UNION
    SELECT n.node_id FROM api.node n JOIN below b ON n.parent_id = b.node_id
), hung AS (
    SELECT p.district_id, p.point_id, p.interval_s
      FROM api.hung p
     WHERE p.node_id IN (SELECT node_id FROM below)
       AND p.valid_from <= $1::date
       AND (p.valid_to IS NULL OR p.valid_to > $1::date)
), point AS (
    SELECT count (*) AS n, coalesce (sum (86400 / interval_s), 0) AS n_intervals FROM hung
), attempt AS (
    SELECT count (*) AS asked, count (*) FILTER (WHERE a.n_ok > 0) AS answered,
           max (a.answered_at) AS newest_at,
           CASE WHEN max (a.ahead_ms) >= - min (a.behind_ms) THEN max (a.ahead_ms)
                ELSE min (a.behind_ms) END AS worst
      FROM api.district d
     CROSS JOIN LATERAL (SELECT t.point_id, t.n_ok, t.answered_at, t.ahead_ms, t.behind_ms
                           FROM api.asked t
                          WHERE t.district_id = d.district_id AND t.day = $1::date) a
     WHERE $2::integer IS NULL
        OR (d.district_id, a.point_id) IN (SELECT h.district_id, h.point_id FROM hung h)
), energy AS (
    SELECT coalesce (sum (n_measured + n_estimated), 0) AS present,
           coalesce (sum (n_estimated), 0) AS estimated, coalesce (sum (n_complete), 0) AS complete,
           coalesce (sum (n_on_time) FILTER (WHERE deadline_at <= now ()), 0) AS on_time,
           coalesce (sum (n_points) FILTER (WHERE deadline_at <= now () AND n_on_time IS NOT NULL), 0)
               AS due,
           max (newest_at) AS newest_at
      FROM api.collection
     WHERE day = $1::date AND node_id IN (SELECT node_id FROM below)
)
SELECT $1::date AS day, point.n AS points, attempt.asked, attempt.answered,
       coalesce (attempt.answered * 1000000 / nullif (attempt.asked, 0), 0) AS read_rate_ppm,
       point.n_intervals AS intervals_expected, energy.present AS intervals_present,
       energy.estimated AS intervals_estimated,
       greatest (point.n_intervals - energy.present, 0) AS intervals_missing,
       extract (epoch FROM coalesce (energy.newest_at, attempt.newest_at))::bigint AS newest_at,
       coalesce (attempt.worst, 0) AS worst_clock_offset_ms, energy.complete AS points_complete,
       coalesce (energy.on_time * 1000000 / nullif (energy.due, 0), -1)::bigint AS on_time_ppm
  FROM point, attempt, energy
