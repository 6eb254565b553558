-- Attempts of a batch, and what they say of their meters' days. Known ones change nothing. Rows go
-- in order, so that two batches wait for each other and never both.
WITH added AS (
    INSERT INTO collect.attempt (district_id, meter_id, asked_at, day, point_id, gateway_id,
                                 answered_at, tries, result, reason, clock_offset_ms, n_values,
                                 batch_id)
    SELECT a.district_id, a.meter_id, timestamptz 'epoch' + a.asked_at_us * interval '1 microsecond',
           date '1970-01-01' + a.day, a.point_id, a.gateway_id,
           timestamptz 'epoch' + a.answered_at_us * interval '1 microsecond', a.tries, a.result,
           a.reason, a.clock_offset_ms, a.n_values, $2::uuid
      FROM jsonb_to_recordset ($1::jsonb)
           AS a (district_id integer, meter_id bigint, asked_at_us bigint, day integer,
                 point_id bigint, gateway_id integer, answered_at_us bigint, tries smallint,
                 result text, reason text, clock_offset_ms bigint, n_values integer)
     ORDER BY a.district_id, a.day, a.meter_id, a.asked_at_us
    ON CONFLICT DO NOTHING
    RETURNING *
), newest AS (
    SELECT DISTINCT ON (district_id, day, meter_id) *
      FROM added
     ORDER BY district_id, day, meter_id, asked_at DESC
), summed AS (
    SELECT district_id, day, meter_id, max (answered_at) AS answered_at,
           max (clock_offset_ms) AS ahead_ms, min (clock_offset_ms) AS behind_ms,
           count (*) AS n_asked, count (*) FILTER (WHERE result = 'ok') AS n_ok
      FROM added
     GROUP BY district_id, day, meter_id
)
INSERT INTO collect.asked AS a (district_id, day, meter_id, asked_at, point_id, gateway_id, result,
                                reason, clock_offset_ms, answered_at, ahead_ms, behind_ms, n_asked,
                                n_ok)
SELECT n.district_id, n.day, n.meter_id, n.asked_at, n.point_id, n.gateway_id, n.result, n.reason,
       n.clock_offset_ms, s.answered_at, s.ahead_ms, s.behind_ms, s.n_asked, s.n_ok
  FROM newest n
  JOIN summed s USING (district_id, day, meter_id)
 ORDER BY n.district_id, n.day, n.meter_id
ON CONFLICT ON CONSTRAINT asked_pk DO UPDATE
   SET (asked_at, point_id, gateway_id, result, reason, clock_offset_ms) = (
           SELECT c.asked_at, c.point_id, c.gateway_id, c.result, c.reason, c.clock_offset_ms
             FROM (VALUES (a.asked_at, a.point_id, a.gateway_id, a.result, a.reason,
                           a.clock_offset_ms),
                          (excluded.asked_at, excluded.point_id, excluded.gateway_id,
                           excluded.result, excluded.reason, excluded.clock_offset_ms))
                  AS c (asked_at, point_id, gateway_id, result, reason, clock_offset_ms)
            ORDER BY c.asked_at DESC
            LIMIT 1),
       answered_at = greatest (a.answered_at, excluded.answered_at),
       ahead_ms = greatest (a.ahead_ms, excluded.ahead_ms),
       behind_ms = least (a.behind_ms, excluded.behind_ms),
       n_asked = a.n_asked + excluded.n_asked,
       n_ok = a.n_ok + excluded.n_ok
