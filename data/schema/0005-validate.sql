-- 0005 validate: what we hold to be true of each interval, version by version.

-- The widest columns first: nothing is lost to alignment, 18 bytes a day.
CREATE TABLE validate.block (
    point_id     bigint   NOT NULL,
    sum          bigint   NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT now (),
    district_id  integer  NOT NULL,
    day          date     NOT NULL,
    version      integer  NOT NULL CONSTRAINT block_version_positive CHECK (version > 0),
    n            integer  NOT NULL,
    interval_s   integer  NOT NULL,
    channel      smallint NOT NULL,
    exponent     smallint NOT NULL,
    payload      bytea    NOT NULL,
    flags        bytea    NOT NULL,
    digest       bytea    NOT NULL,
    made_from    bytea    NOT NULL,
    made_by      text     NOT NULL,
    reason       text     NOT NULL DEFAULT '',
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
    assigned_to  text,
    decided_by   text,
    decided_at   timestamptz,
    reason       text    NOT NULL DEFAULT '',
    CONSTRAINT exception_pk PRIMARY KEY (district_id, day, point_id, channel, rule, first_interval)
) PARTITION BY RANGE (day);
CREATE TABLE validate.exception_default PARTITION OF validate.exception DEFAULT;
COMMENT ON TABLE validate.exception IS 'large: what a rule found, with its figures';

CREATE INDEX exception_open ON validate.exception (district_id, point_id) WHERE state = 'open';

-- The name of an exception in the API.
CREATE FUNCTION validate.exception_name (district_id integer, day date, point_id bigint,
                                         channel smallint, rule text, first_interval integer)
    RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN district_id || '.' || day || '.' || point_id || '.' || channel || '.'
           || rule || '.' || first_interval;

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

CREATE TABLE validate.edit (
    district_id  integer  NOT NULL,
    edit_id      uuid     NOT NULL,
    point_id     bigint   NOT NULL,
    channel      smallint NOT NULL,
    day          date     NOT NULL,
    first_interval integer NOT NULL,
    end_interval integer  NOT NULL,
    method       text     NOT NULL CONSTRAINT edit_method CHECK
        (method IN ('value', 'auto', 'check', 'register', 'linear', 'like-days', 'profile')),
    value        bigint,
    base_version integer  NOT NULL,
    made_by      text     NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT now (),
    reason       text     NOT NULL,
    for_exception text NOT NULL DEFAULT '',
    withdrawn_by text,
    withdrawn_at timestamptz,
    CONSTRAINT edit_pk PRIMARY KEY (district_id, edit_id),
    CONSTRAINT edit_intervals CHECK (first_interval >= 0 AND first_interval < end_interval),
    CONSTRAINT edit_value CHECK ((method = 'value') = (value IS NOT NULL))
);
CREATE INDEX edit_day ON validate.edit (district_id, day);
COMMENT ON TABLE validate.edit IS
    'large: what people decided of intervals; applied whenever the day is validated until withdrawn';

CREATE TABLE validate.rollover (
    district_id  integer  NOT NULL,
    point_id     bigint   NOT NULL,
    channel      smallint NOT NULL,
    day          date     NOT NULL,
    is_accepted  boolean  NOT NULL,
    decided_by   text     NOT NULL,
    decided_at   timestamptz NOT NULL DEFAULT now (),
    reason       text     NOT NULL,
    CONSTRAINT rollover_pk PRIMARY KEY (district_id, point_id, channel, day)
);
COMMENT ON TABLE validate.rollover IS
    'large: whether a register that went back on a day passed its end, where a person decided';

CREATE TABLE validate.request (
    district_id  integer  NOT NULL,
    request_id   uuid     NOT NULL,
    kind         text     NOT NULL CONSTRAINT request_kind CHECK
        (kind IN ('bulk', 'exchange', 'rollover')),
    asked_by     text     NOT NULL,
    asked_at     timestamptz NOT NULL DEFAULT now (),
    matched      bigint   NOT NULL DEFAULT 0,
    done         bigint   NOT NULL DEFAULT 0,
    CONSTRAINT request_pk PRIMARY KEY (district_id, request_id)
);
COMMENT ON TABLE validate.request IS 'large: requests of clerks that were done, each exactly once';

CREATE TABLE validate.rebill (
    district_id  integer  NOT NULL,
    point_id     bigint   NOT NULL,
    channel      smallint NOT NULL,
    day          date     NOT NULL,
    version      integer  NOT NULL,
    sum_before   bigint   NOT NULL,
    sum_after    bigint   NOT NULL,
    proposed_at  timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT rebill_pk PRIMARY KEY (district_id, day, point_id, channel, version)
);
COMMENT ON TABLE validate.rebill IS
    'large: energy of a closed day that a newer version changed; an issued bill of that day is to be '
    'made again';

CREATE TABLE validate.profile (
    point_kind   text     NOT NULL,
    day_class    text     NOT NULL CONSTRAINT profile_day_class CHECK
        (day_class IN ('workday', 'saturday', 'sunday')),
    valid_from   date     NOT NULL,
    hours_ppm    integer[] NOT NULL CONSTRAINT profile_hours CHECK (cardinality (hours_ppm) = 24),
    set_by       text     NOT NULL,
    CONSTRAINT profile_pk PRIMARY KEY (point_kind, day_class, valid_from)
);
COMMENT ON TABLE validate.profile IS
    'reference: typical power of each local hour in millionths of the capacity, for points without a '
    'history of their own';

CREATE TABLE validate.temperature (
    district_id  integer  NOT NULL,
    day          date     NOT NULL,
    class        smallint NOT NULL,
    CONSTRAINT temperature_pk PRIMARY KEY (district_id, day)
);
COMMENT ON TABLE validate.temperature IS
    'large: class of a day''s temperature, such as 0 mild, 1 heating, 2 cooling; like days share it '
    'where it is known';

GRANT SELECT, INSERT ON validate.block TO tally_settle;
GRANT SELECT, INSERT ON validate.rollover, validate.rebill, validate.profile, validate.temperature
    TO tally_settle;
GRANT UPDATE (is_accepted, decided_by, decided_at, reason) ON validate.rollover TO tally_settle;
GRANT SELECT, INSERT, UPDATE (withdrawn_by, withdrawn_at) ON validate.edit TO tally_settle;
GRANT SELECT, INSERT, UPDATE (matched, done) ON validate.request TO tally_settle;
GRANT SELECT ON validate.edit, validate.rollover, validate.request, validate.rebill,
    validate.profile, validate.temperature TO tally_clerk, tally_supervisor, tally_auditor;
-- A meter exchange ends one installation and begins the next.
GRANT INSERT ON ref.meter, ref.installation TO tally_settle;
GRANT UPDATE (valid_to, last_register_wh) ON ref.installation TO tally_settle;
GRANT SELECT, INSERT, UPDATE, DELETE ON validate.hot, validate.exception TO tally_settle;
GRANT SELECT, INSERT ON validate.parameter TO tally_settle;
GRANT SELECT ON validate.block, validate.hot, validate.exception, validate.parameter
    TO tally_clerk, tally_supervisor, tally_auditor;
GRANT UPDATE (state) ON validate.exception TO tally_clerk;

-- What holds before anyone sets another value. 0 switches a rule off; RULE.severity (0 info,
-- 1 warn, 2 fail, 9 off) takes the place of the rule's own.
INSERT INTO validate.parameter (point_kind, rule, name, valid_from, value, set_by)
SELECT k.kind, p.rule, p.name, DATE '2000-01-01',
       CASE k.kind WHEN 'gateway' THEN p.gateway WHEN 'boundary' THEN p.gateway
                   WHEN 'generation' THEN p.gateway WHEN 'large' THEN p.large ELSE p.community END,
       'installation'
  FROM (VALUES ('gateway'), ('large'), ('community'), ('boundary'), ('generation')) AS k (kind)
 CROSS JOIN (VALUES ('gap', 'deadline_s', 7200, 21600, 86400),
                    ('spike', 'ratio_ppm', 1800000, 1800000, 1800000),
                    ('spike', 'exempt_ppm', 100000, 100000, 100000),
                    ('high-usage', 'ratio_ppm', 0, 3000000, 4000000),
                    ('high-usage', 'exempt_ppm', 0, 20000, 20000),
                    ('high-usage', 'year_before', 0, 1, 1),
                    ('low-usage', 'ratio_ppm', 0, 200000, 100000),
                    ('unchanged', 'intervals', 0, 16, 16),
                    ('zero-run', 'intervals', 0, 48, 48),
                    ('register', 'tolerance_ppm', 5000, 5000, 5000),
                    ('physical', 'limit_ppm', 1200000, 1200000, 1200000),
                    ('contract', 'limit_ppm', 0, 1050000, 1100000),
                    ('reverse', 'limit_wh', 0, 100, 100),
                    ('main-check', 'tolerance_ppm', 10000, 10000, 10000),
                    ('sum', 'tolerance_ppm', 10000, 0, 0),
                    ('clock', 'limit_ms', 5000, 10000, 60000),
                    ('power-factor', 'low_ppm', 0, 600000, 0),
                    ('power-factor', 'exempt_ppm', 0, 20000, 0),
                    ('quadrants', 'share_ppm', 0, 200000, 0),
                    ('status', 'fail_bits', 2, 2, 2),
                    ('status', 'warn_bits', 509, 509, 509),
                    ('linear', 'intervals', 8, 8, 8),
                    ('like-days', 'days', 28, 28, 28))
       AS p (rule, name, gateway, large, community);

-- Shapes to begin with: a household's evening peak, a works' daylight shift.
INSERT INTO validate.profile (point_kind, day_class, valid_from, hours_ppm, set_by)
SELECT p.kind, c.day_class, DATE '2000-01-01',
       ARRAY(SELECT (h.ppm * c.percent / 100)::integer
               FROM unnest (p.hours) WITH ORDINALITY h (ppm, hour) ORDER BY h.hour),
       'installation'
  FROM (VALUES ('community', ARRAY[25000, 20000, 18000, 17000, 17000, 20000, 35000, 50000, 45000, 38000,
                                   38000, 45000, 50000, 42000, 38000, 38000, 45000, 65000, 85000, 95000,
                                   90000, 75000, 55000, 35000]),
               ('large', ARRAY[150000, 150000, 150000, 150000, 150000, 160000, 220000, 350000, 450000,
                               500000, 500000, 480000, 420000, 470000, 500000, 500000, 480000, 420000,
                               330000, 260000, 220000, 190000, 170000, 160000])) AS p (kind, hours)
 CROSS JOIN (VALUES ('workday', 100), ('saturday', 95), ('sunday', 90)) AS c (day_class, percent);
