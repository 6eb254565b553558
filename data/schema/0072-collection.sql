-- 0072 collection: how complete each node's days are, kept with the day statistics, so that the
-- collection of a hundred thousand points opens at once.

ALTER TABLE energy.day ADD COLUMN states bytea NOT NULL DEFAULT '';
COMMENT ON COLUMN energy.day.states IS
    'a byte for each local hour: 1 all measured, 2 complete and partly estimated, 3 partly missing, '
    '4 all missing';

CREATE TABLE energy.collection (
    district_id  integer  NOT NULL,
    node_id      integer  NOT NULL CONSTRAINT collection_node_fk REFERENCES ref.node,
    point_kind   text     NOT NULL,
    day          date     NOT NULL,
    n_points     integer  NOT NULL,
    n_complete   integer  NOT NULL,
    n_on_time    integer,
    n_expected   bigint   NOT NULL,
    n_measured   bigint   NOT NULL,
    n_estimated  bigint   NOT NULL,
    n_missing    bigint   NOT NULL,
    newest_at    timestamptz,
    deadline_at  timestamptz NOT NULL,
    hours        integer[] NOT NULL,
    made_at      timestamptz NOT NULL,
    CONSTRAINT collection_pk PRIMARY KEY (district_id, day, node_id, point_kind)
);
COMMENT ON TABLE energy.collection IS
    'large: completeness of the active import of the points that hang at a node itself, by kind; hours '
    'holds four counts of points for each local hour, one for each state of energy.day.states; n_on_time '
    'is n_complete as it was at the deadline, or null when nobody looked before it';

GRANT SELECT, INSERT, UPDATE, DELETE ON energy.collection TO tally_settle;
GRANT SELECT ON energy.collection TO tally_clerk, tally_supervisor, tally_auditor;

-- Days within the nightly run's reach are summed up anew, with their hours.
UPDATE energy.day SET block_version = -1 WHERE block_version > 0 AND day >= current_date - 62;

CREATE VIEW api.collection WITH (security_invoker = true) AS
SELECT c.district_id, c.node_id, c.point_kind, c.day, c.n_points, c.n_complete, c.n_on_time,
       c.n_expected, c.n_measured, c.n_estimated, c.n_missing, c.newest_at, c.deadline_at, c.hours
  FROM energy.collection c
 WHERE api.sees (c.district_id);

-- Which districts a person sees; with it the newest attempts are found district by district, by the
-- key of the table.
CREATE VIEW api.district WITH (security_invoker = true) AS
SELECT d.district_id, d.code, d.name, d.time_zone
  FROM ref.district d
 WHERE api.sees (d.district_id);

-- Where points hang, and no names: for counts of a hundred thousand of them.
CREATE VIEW api.hung WITH (security_invoker = true) AS
SELECT p.district_id, p.point_id, p.node_id, p.interval_s, p.valid_from, p.valid_to
  FROM ref.point p
 WHERE api.sees (p.district_id);

CREATE OR REPLACE VIEW api.energy_day WITH (security_invoker = true) AS
SELECT e.district_id, e.point_id, e.channel, e.day, e.sum, e.n, e.n_measured, e.n_estimated,
       e.n_missing, e.states
  FROM energy.day e
 WHERE api.sees (e.district_id);

GRANT SELECT ON api.collection, api.district, api.hung TO tally_clerk, tally_supervisor, tally_auditor;
