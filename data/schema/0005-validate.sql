-- 0005 validate: what we hold to be true of each interval, version by version.

CREATE TABLE validate.block (
    district_id  integer  NOT NULL,
    point_id     bigint   NOT NULL,
    channel      smallint NOT NULL,
    day          date     NOT NULL,
    version      integer  NOT NULL CONSTRAINT block_version_positive CHECK (version > 0),
    n            integer  NOT NULL,
    interval_s   integer  NOT NULL,
    exponent     smallint NOT NULL,
    payload      bytea    NOT NULL,
    flags        bytea    NOT NULL,
    sum          bigint   NOT NULL,
    digest       bytea    NOT NULL,
    made_from    bytea    NOT NULL,
    made_by      text     NOT NULL,
    reason       text     NOT NULL DEFAULT '',
    made_at      timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT block_pk PRIMARY KEY (district_id, point_id, channel, day, version)
) PARTITION BY RANGE (day);
CREATE TABLE validate.block_default PARTITION OF validate.block DEFAULT;
COMMENT ON TABLE validate.block IS
    'large: one closed day of one channel, primary energy, delta-coded with a quality per interval; '
    'made_from is the sha256 over the digests of the raw frames and the rule parameters used';

CREATE TABLE validate.hot (
    district_id  integer  NOT NULL,
    point_id     bigint   NOT NULL,
    channel      smallint NOT NULL,
    day          date     NOT NULL,
    n            integer  NOT NULL,
    interval_s   integer  NOT NULL,
    exponent     smallint NOT NULL,
    payload      bytea    NOT NULL,
    flags        bytea    NOT NULL,
    sum          bigint   NOT NULL,
    newest_at    timestamptz,
    CONSTRAINT hot_pk PRIMARY KEY (district_id, point_id, channel, day)
);
COMMENT ON TABLE validate.hot IS 'large: the day that has not closed yet; replaced as it grows';

CREATE TABLE validate.exception (
    district_id  integer  NOT NULL,
    day          date     NOT NULL,
    point_id     bigint   NOT NULL,
    channel      smallint NOT NULL,
    rule         text     NOT NULL,
    first_interval integer NOT NULL,
    n_intervals  integer  NOT NULL,
    severity     text     NOT NULL CONSTRAINT exception_severity CHECK
        (severity IN ('fail', 'warn', 'info')),
    figures      jsonb    NOT NULL,
    state        text     NOT NULL DEFAULT 'open' CONSTRAINT exception_state CHECK
        (state IN ('open', 'accepted', 'solved')),
    found_at     timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT exception_pk PRIMARY KEY (district_id, day, point_id, channel, rule, first_interval)
) PARTITION BY RANGE (day);
CREATE TABLE validate.exception_default PARTITION OF validate.exception DEFAULT;
COMMENT ON TABLE validate.exception IS 'large: what a rule found, with its figures';

CREATE TABLE validate.parameter (
    point_kind  text NOT NULL,
    rule        text NOT NULL,
    name        text NOT NULL,
    valid_from  date NOT NULL,
    value       bigint NOT NULL,
    set_by      text NOT NULL,
    CONSTRAINT parameter_pk PRIMARY KEY (point_kind, rule, name, valid_from)
);
COMMENT ON TABLE validate.parameter IS 'reference: rule parameters per point kind, with history';

GRANT SELECT, INSERT ON validate.block TO tally_settle;
GRANT SELECT, INSERT, UPDATE, DELETE ON validate.hot, validate.exception TO tally_settle;
GRANT SELECT, INSERT ON validate.parameter TO tally_settle;
GRANT SELECT ON validate.block, validate.hot, validate.exception, validate.parameter
    TO tally_clerk, tally_supervisor, tally_auditor;
GRANT UPDATE (state) ON validate.exception TO tally_clerk;

-- What holds before anyone sets another value.
INSERT INTO validate.parameter (point_kind, rule, name, valid_from, value, set_by)
SELECT k.kind, p.rule, p.name, DATE '2000-01-01',
       CASE WHEN k.kind = 'gateway' AND p.rule IN ('zero-run', 'unchanged') THEN 0
            ELSE p.value END,
       'installation'
  FROM (VALUES ('gateway'), ('large'), ('community'), ('boundary'), ('generation')) AS k (kind)
 CROSS JOIN (VALUES ('spike', 'ratio_ppm', 1800000),
                    ('spike', 'exempt_ppm', 100000),
                    ('unchanged', 'intervals', 16),
                    ('zero-run', 'intervals', 48),
                    ('register', 'tolerance_ppm', 5000),
                    ('main-check', 'tolerance_ppm', 10000),
                    ('linear', 'intervals', 8),
                    ('like-days', 'days', 28)) AS p (rule, name, value);
