-- 0136 work: interface files that went out on schedule, so that each goes once, and again as another
-- version when what it says has changed.

CREATE TABLE work.outbox (
    file       text        NOT NULL,
    day        date        NOT NULL,
    version    smallint    NOT NULL CONSTRAINT outbox_version_positive CHECK (version > 0),
    sha256     bytea       NOT NULL CONSTRAINT outbox_sha256_size CHECK (length (sha256) = 32),
    n_rows     bigint      NOT NULL,
    name       text        NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT outbox_pk PRIMARY KEY (file, day, version)
);
COMMENT ON TABLE work.outbox IS
    'journal: interface files written: file is content and format ("readings.csv"), day the local day '
    'it tells of; n_rows counts intervals of readings, else rows';

GRANT SELECT, INSERT ON work.outbox TO tally_settle;
GRANT SELECT ON work.outbox TO tally_auditor;

INSERT INTO work.job (job, step, title, calendar, after_jobs) VALUES
    ('outbox', 'outbox', 'Write the interface files', 'daily 05:00', '{balance-late}');
