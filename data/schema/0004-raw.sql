-- 0004 raw: what the meters and files said, exactly as it arrived.
--
-- Why: every later figure must be reproducible from rows that nobody can
-- change, so application roles get SELECT and INSERT and nothing else, and
-- every row carries its digest and its place in the chain of its district
-- and day, so that a change by the owner shows.
-- day is the local day of the frame's first stamp: a repeated hand-over of the
-- same content meets the same key whenever it comes.

-- The widest columns first: nothing is lost to alignment, 14 bytes a frame.
CREATE TABLE raw.frame (
    point_id     bigint      NOT NULL,
    meter_id     bigint      NOT NULL,
    first_at     timestamptz NOT NULL,
    received_at  timestamptz NOT NULL DEFAULT now (),
    district_id  integer     NOT NULL,
    day          date        NOT NULL,
    seq          integer     NOT NULL CONSTRAINT frame_seq_positive CHECK (seq > 0),
    interval_s   integer     NOT NULL,
    n            integer     NOT NULL CONSTRAINT frame_n_positive CHECK (n > 0),
    channel      smallint    NOT NULL,
    exponent     smallint    NOT NULL,
    kind         text        NOT NULL CONSTRAINT frame_kind CHECK (kind IN ('interval', 'register')),
    source       text        NOT NULL CONSTRAINT frame_source CHECK
        (source IN ('modbus', 'profile', 'nem12', 'nem13', 'csv', 'espi', 'mscons', 'manual')),
    payload      bytea       NOT NULL,
    flags        bytea       NOT NULL,
    origin       bytea       NOT NULL,
    digest       bytea       NOT NULL CONSTRAINT frame_digest_size CHECK (length (digest) = 32),
    chain        bytea       NOT NULL CONSTRAINT frame_chain_size CHECK (length (chain) = 32),
    CONSTRAINT frame_pk PRIMARY KEY (district_id, day, seq)
) PARTITION BY RANGE (day);
CREATE TABLE raw.frame_default PARTITION OF raw.frame DEFAULT;
COMMENT ON TABLE raw.frame IS
    'large: append-only. interval: n values of interval_s from first_at; register: n readings, interval_s '
    'apart. payload and flags are an interval block (shared/block) in 10^exponent of the channel''s unit, '
    'secondary side, no ratio applied';
COMMENT ON COLUMN raw.frame.origin IS
    'where it came from: the batch id (16 bytes) of collect.attempt or the sha256 (32 bytes) of collect.file';
-- The same content is stored once; the same index finds a point's frames of a day. Half a digest
-- tells frames of one point and day apart, and rows come in its order, so that its pages fill.
CREATE UNIQUE INDEX frame_once ON raw.frame (district_id, day, point_id, substr (digest, 1, 16));

GRANT SELECT, INSERT ON raw.frame TO tally_collector;
GRANT SELECT ON raw.frame TO tally_settle, tally_auditor;
