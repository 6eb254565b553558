-- 0003 collect: every attempt to read a meter, every file that came in, and
-- what people asked to be read again.

CREATE TABLE collect.attempt (
    district_id  integer     NOT NULL,
    meter_id     bigint      NOT NULL,
    asked_at     timestamptz NOT NULL,
    day          date        NOT NULL,
    point_id     bigint      NOT NULL,
    gateway_id   integer     NOT NULL,
    answered_at  timestamptz,
    tries        smallint    NOT NULL,
    result       text        NOT NULL CONSTRAINT attempt_result CHECK
        (result IN ('ok', 'timeout', 'refused', 'exception', 'garbage', 'clock', 'cancelled')),
    reason       text        NOT NULL DEFAULT '',
    clock_offset_ms bigint,
    n_values     integer     NOT NULL DEFAULT 0,
    batch_id     uuid        NOT NULL,
    CONSTRAINT attempt_pk PRIMARY KEY (district_id, day, meter_id, asked_at)
) PARTITION BY RANGE (day);
CREATE TABLE collect.attempt_default PARTITION OF collect.attempt DEFAULT;
COMMENT ON TABLE collect.attempt IS 'large: one row per question to a meter, answered or not';

CREATE TABLE collect.file (
    district_id  integer     NOT NULL,
    sha256       bytea       NOT NULL,
    name         text        NOT NULL,
    format       text        NOT NULL,
    content      bytea       NOT NULL,
    n_intervals  bigint      NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT file_pk PRIMARY KEY (district_id, sha256)
);
COMMENT ON TABLE collect.file IS 'large: imported files, byte for byte';

CREATE TABLE collect.import (
    district_id  integer     NOT NULL,
    import_id    uuid        NOT NULL,
    name         text        NOT NULL,
    format       text        NOT NULL,
    sha256       bytea       NOT NULL,
    state        text        NOT NULL CONSTRAINT import_state CHECK
        (state IN ('imported', 'known', 'refused')),
    person       text        NOT NULL,
    n_intervals  bigint      NOT NULL,
    n_new_frames bigint      NOT NULL,
    n_refused    bigint      NOT NULL,
    report       jsonb       NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT import_pk PRIMARY KEY (district_id, import_id)
);
CREATE INDEX import_made ON collect.import (made_at DESC);
COMMENT ON TABLE collect.import IS
    'large: what became of each file that somebody or the inbox brought; append-only';

CREATE TABLE collect.request (
    district_id  integer     NOT NULL,
    request_id   uuid        NOT NULL,
    point_ids    bigint[]    NOT NULL CONSTRAINT request_points CHECK
        (cardinality (point_ids) BETWEEN 1 AND 10000),
    asked_by     text        NOT NULL,
    asked_at     timestamptz NOT NULL DEFAULT now (),
    state        text        NOT NULL DEFAULT 'waiting' CONSTRAINT request_state CHECK
        (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    n_done       integer     NOT NULL DEFAULT 0,
    n_failed     integer     NOT NULL DEFAULT 0,
    finished_at  timestamptz,
    CONSTRAINT request_pk PRIMARY KEY (district_id, request_id)
);
COMMENT ON TABLE collect.request IS 'large: re-read orders of clerks; NOTIFY collect follows each';

CREATE TABLE collect.progress (
    district_id  integer     NOT NULL,
    meter_id     bigint      NOT NULL,
    channel      smallint    NOT NULL,
    next_start   timestamptz NOT NULL,
    CONSTRAINT progress_pk PRIMARY KEY (district_id, meter_id, channel)
);
COMMENT ON TABLE collect.progress IS
    'large: up to where the intervals of a meter are in; the collector asks its memory from there on';

CREATE INDEX request_waiting ON collect.request (asked_at) WHERE state IN ('waiting', 'running');

GRANT SELECT, INSERT, UPDATE (next_start) ON collect.progress TO tally_collector;
GRANT SELECT ON collect.progress TO tally_settle, tally_auditor;
GRANT SELECT, INSERT ON collect.attempt, collect.file, collect.import TO tally_collector;
GRANT SELECT, UPDATE (state, n_done, n_failed, finished_at) ON collect.request TO tally_collector;
GRANT SELECT, INSERT ON collect.request TO tally_clerk, tally_supervisor;
GRANT SELECT ON collect.attempt, collect.file, collect.import, collect.request
    TO tally_settle, tally_auditor;
GRANT SELECT ON collect.attempt, collect.import TO tally_clerk, tally_supervisor;
