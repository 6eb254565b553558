-- 0141 collect: how the questions of a day went with each meter, so that the page of a whole utility
-- need not look at every attempt.
--
-- Why: with a hundred thousand meters, of which the large ones are asked 96 times a day, the tiles,
-- the regions and the failing meters each sorted all attempts of the day. What they ask for is one
-- row a meter, written in the transaction that writes the attempts (collect/add-attempts), and
-- the same whatever order they come in: the newest attempt wins, counts and extremes add up.

CREATE TABLE collect.asked (
    district_id  integer     NOT NULL,
    day          date        NOT NULL,
    meter_id     bigint      NOT NULL,
    asked_at     timestamptz NOT NULL,
    point_id     bigint      NOT NULL,
    gateway_id   integer     NOT NULL,
    result       text        NOT NULL,
    reason       text        NOT NULL,
    clock_offset_ms bigint,
    answered_at  timestamptz,
    ahead_ms     bigint,
    behind_ms    bigint,
    n_asked      integer     NOT NULL,
    n_ok         integer     NOT NULL,
    CONSTRAINT asked_pk PRIMARY KEY (district_id, day, meter_id)
) PARTITION BY RANGE (day);
CREATE TABLE collect.asked_default PARTITION OF collect.asked DEFAULT;
-- A page is of one day; failing meters are few, and looked for most.
CREATE INDEX asked_day ON collect.asked (day);
CREATE INDEX asked_failing ON collect.asked (day) WHERE result <> 'ok';
COMMENT ON TABLE collect.asked IS
    'large: the attempts of a day with a meter in one row; asked_at, point_id, gateway_id, result, '
    'reason and clock_offset_ms are those of the newest, answered_at is the newest answer, ahead_ms '
    'and behind_ms the farthest that its clock was seen off';

-- Months that have attempts have these, too.
DO $$
DECLARE
    bounds record;
BEGIN
    SELECT min (day) AS first, max (day) AS last INTO bounds FROM collect.attempt;
    IF bounds.first IS NOT NULL THEN
        PERFORM work.make_partitions (bounds.first, bounds.last);
    END IF;
END
$$;

-- All rows anew from the attempts, for the owner: here, and where attempts are put in by hand.
CREATE FUNCTION collect.fill_asked () RETURNS void LANGUAGE sql SET search_path = pg_catalog
AS $$
    DELETE FROM collect.asked;
    INSERT INTO collect.asked (district_id, day, meter_id, asked_at, point_id, gateway_id, result,
                               reason, clock_offset_ms, answered_at, ahead_ms, behind_ms, n_asked,
                               n_ok)
    SELECT n.district_id, n.day, n.meter_id, n.asked_at, n.point_id, n.gateway_id, n.result,
           n.reason, n.clock_offset_ms, s.answered_at, s.ahead_ms, s.behind_ms, s.n_asked, s.n_ok
      FROM (SELECT DISTINCT ON (district_id, day, meter_id) *
              FROM collect.attempt
             ORDER BY district_id, day, meter_id, asked_at DESC) n
      JOIN (SELECT district_id, day, meter_id, max (answered_at) AS answered_at,
                   max (clock_offset_ms) AS ahead_ms, min (clock_offset_ms) AS behind_ms,
                   count (*) AS n_asked, count (*) FILTER (WHERE result = 'ok') AS n_ok
              FROM collect.attempt
             GROUP BY district_id, day, meter_id) s USING (district_id, day, meter_id);
$$;
REVOKE ALL ON FUNCTION collect.fill_asked FROM PUBLIC;
SELECT collect.fill_asked ();

GRANT SELECT, INSERT, UPDATE ON collect.asked TO tally_collector;
GRANT SELECT ON collect.asked TO tally_settle, tally_clerk, tally_supervisor, tally_auditor;

CREATE VIEW api.asked WITH (security_invoker = true) AS
SELECT a.district_id, a.day, a.meter_id, a.asked_at, a.point_id, a.result, a.reason, a.clock_offset_ms,
       a.answered_at, a.ahead_ms, a.behind_ms, a.n_asked, a.n_ok, g.name AS gateway, m.serial
  FROM collect.asked a
  LEFT JOIN ref.gateway g ON g.district_id = a.district_id AND g.gateway_id = a.gateway_id
  LEFT JOIN ref.meter m ON m.district_id = a.district_id AND m.meter_id = a.meter_id
 WHERE api.sees (a.district_id);
GRANT SELECT ON api.asked TO tally_clerk, tally_supervisor, tally_auditor;
