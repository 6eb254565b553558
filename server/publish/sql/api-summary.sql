-- The figures of one day's collection.
WITH point AS (
    SELECT count (*) AS n, coalesce (sum (86400 / interval_s), 0) AS n_intervals
      FROM api.point
     WHERE valid_from <= $1::date AND (valid_to IS NULL OR valid_to > $1::date)
), attempt AS (
    SELECT count (DISTINCT (district_id, meter_id)) AS asked,
           count (DISTINCT (district_id, meter_id)) FILTER (WHERE result = 'ok') AS answered,
           max (answered_at) AS newest_at,
           (array_agg (clock_offset_ms ORDER BY abs (clock_offset_ms) DESC NULLS LAST))[1] AS worst
      FROM api.attempt
     WHERE day = $1::date
), energy AS (
    SELECT coalesce (sum (n - n_missing), 0) AS present, coalesce (sum (n_estimated), 0) AS estimated
      FROM api.energy_day
     WHERE day = $1::date AND channel = 1
)
SELECT $1::date AS day, point.n AS points, attempt.asked, attempt.answered,
       coalesce (attempt.answered * 1000000 / nullif (attempt.asked, 0), 0) AS read_rate_ppm,
       point.n_intervals AS intervals_expected, energy.present AS intervals_present,
       energy.estimated AS intervals_estimated,
       greatest (point.n_intervals - energy.present, 0) AS intervals_missing,
       extract (epoch FROM attempt.newest_at)::bigint AS newest_at,
       coalesce (attempt.worst, 0) AS worst_clock_offset_ms
  FROM point, attempt, energy
