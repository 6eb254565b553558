-- Answers that showed a clock off by more than the least limit, and those right after.
SELECT point_id, day - DATE '1970-01-01', extract (epoch FROM asked_at)::bigint, clock_offset_ms,
       coalesce (clock_offset_ms - before_ms, 0)
  FROM (SELECT a.point_id, a.day, a.asked_at, a.clock_offset_ms,
               lag (a.clock_offset_ms) OVER (PARTITION BY a.meter_id ORDER BY a.asked_at) AS before_ms
          FROM collect.attempt a
         WHERE a.district_id = $1::integer
           AND a.day >= $2::date
           AND a.day < $3::date
           AND a.point_id BETWEEN $4::bigint AND $5::bigint
           AND a.clock_offset_ms IS NOT NULL) seen
 WHERE abs (clock_offset_ms) > $6::bigint
    OR abs (clock_offset_ms - before_ms) > $6::bigint
 ORDER BY point_id, asked_at
