-- 0060 collect: when each group of points is read, with its history, and the workstations that
-- collect elsewhere and hand over what they read.

CREATE TABLE collect.schedule (
    schedule     text        NOT NULL CONSTRAINT schedule_known CHECK
        (schedule IN ('gateway', 'large', 'community')),
    valid_from   timestamptz NOT NULL,
    period_s     integer     NOT NULL CONSTRAINT schedule_period CHECK
        (period_s BETWEEN 60 AND 86400
         AND (3600 % period_s = 0 OR (period_s % 3600 = 0 AND 86400 % period_s = 0))),
    after_s      integer     NOT NULL CONSTRAINT schedule_after CHECK (after_s >= 0),
    set_by       text        NOT NULL,
    set_at       timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT schedule_pk PRIMARY KEY (schedule, valid_from),
    CONSTRAINT schedule_after_in_period CHECK (after_s < period_s),
    CONSTRAINT schedule_group CHECK
        (CASE schedule WHEN 'gateway' THEN period_s <= 900
                       WHEN 'large' THEN period_s <= 3600
                       ELSE period_s >= 900 END)
);
COMMENT ON TABLE collect.schedule IS
    'reference: from valid_from on, points of a schedule are read every period_s, counted from local '
    'midnight, after_s later; rows are added, never changed';

INSERT INTO collect.schedule (schedule, valid_from, period_s, after_s, set_by) VALUES
    ('gateway', '1970-01-01T00:00:00Z', 900, 5, 'gridtally'),
    ('large', '1970-01-01T00:00:00Z', 900, 5, 'gridtally'),
    ('community', '1970-01-01T00:00:00Z', 86400, 900, 'gridtally');

CREATE TABLE collect.station (
    station      text        NOT NULL CONSTRAINT station_name CHECK
        (station ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    token_sha256 bytea       NOT NULL CONSTRAINT station_token_length CHECK
        (octet_length (token_sha256) = 32),
    gateways     text[]      NOT NULL CONSTRAINT station_gateways CHECK
        (cardinality (gateways) BETWEEN 1 AND 5000),
    made_by      text        NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT now (),
    revoked_at   timestamptz,
    seen_at      timestamptz,
    report       jsonb       NOT NULL DEFAULT '{}',
    CONSTRAINT station_pk PRIMARY KEY (station),
    CONSTRAINT station_token UNIQUE (token_sha256)
);
COMMENT ON TABLE collect.station IS
    'reference: collection workstations; gateways are "district:gateway" and are read by the station '
    'alone; of the token only its SHA-256 is kept; report is what its last heartbeat said';

CREATE TABLE collect.errand (
    district_id  integer     NOT NULL,
    request_id   uuid        NOT NULL,
    station      text        NOT NULL,
    state        text        NOT NULL DEFAULT 'waiting' CONSTRAINT errand_state CHECK
        (state IN ('waiting', 'running', 'done', 'failed')),
    n_done       integer     NOT NULL DEFAULT 0,
    n_failed     integer     NOT NULL DEFAULT 0,
    made_at      timestamptz NOT NULL DEFAULT now (),
    finished_at  timestamptz,
    CONSTRAINT errand_pk PRIMARY KEY (district_id, request_id, station),
    CONSTRAINT errand_request_fk FOREIGN KEY (district_id, request_id)
        REFERENCES collect.request (district_id, request_id)
);
COMMENT ON TABLE collect.errand IS
    'large: who reads which part of a clerk''s order: a workstation, or "" for the server itself';
CREATE INDEX errand_open ON collect.errand (station) WHERE state IN ('waiting', 'running');

GRANT SELECT ON collect.schedule TO tally_collector, tally_clerk, tally_supervisor, tally_auditor;
GRANT SELECT, INSERT ON collect.schedule TO tally_settle;
GRANT SELECT, UPDATE (seen_at, report) ON collect.station TO tally_collector;
GRANT SELECT, INSERT, UPDATE (revoked_at, gateways, token_sha256) ON collect.station TO tally_settle;
GRANT SELECT (station, gateways, made_by, made_at, revoked_at, seen_at, report) ON collect.station
    TO tally_clerk, tally_supervisor, tally_auditor;
GRANT SELECT, INSERT, UPDATE (state, n_done, n_failed, made_at, finished_at) ON collect.errand
    TO tally_collector;
GRANT SELECT ON collect.errand TO tally_settle, tally_auditor;
