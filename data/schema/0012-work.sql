-- 0012 work: the work plan: named jobs, what they wait for, and their history.

CREATE TABLE work.job (
    job           text PRIMARY KEY,
    step          text NOT NULL,
    every_s       integer CONSTRAINT job_every_positive CHECK (every_s > 0),
    after_jobs    text[] NOT NULL DEFAULT '{}',
    is_enabled    boolean NOT NULL DEFAULT true,
    max_tries     smallint NOT NULL DEFAULT 5
);
COMMENT ON TABLE work.job IS 'reference: named jobs; every_s from the market''s midnight';

CREATE TABLE work.run (
    job           text NOT NULL CONSTRAINT run_job_fk REFERENCES work.job,
    due_at        timestamptz NOT NULL,
    state         text NOT NULL CONSTRAINT run_state CHECK
        (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    tries         smallint NOT NULL DEFAULT 0,
    leased_by     text,
    leased_until  timestamptz,
    started_at    timestamptz,
    finished_at   timestamptz,
    n_done        bigint NOT NULL DEFAULT 0,
    n_total       bigint NOT NULL DEFAULT 0,
    message       text NOT NULL DEFAULT '',
    CONSTRAINT run_pk PRIMARY KEY (job, due_at)
);
COMMENT ON TABLE work.run IS 'journal: each time a job was due, exactly once';

GRANT SELECT ON work.job TO tally_settle, tally_collector;
GRANT SELECT, INSERT, UPDATE ON work.run TO tally_settle;
GRANT SELECT ON work.job, work.run TO tally_clerk, tally_supervisor, tally_auditor;

INSERT INTO work.job (job, step, every_s, after_jobs) VALUES
    ('partitions', 'partitions', 86400, '{}'),
    ('validate', 'validate', 900, '{partitions}'),
    ('balance', 'balance', 900, '{validate}');
