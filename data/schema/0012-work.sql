-- 0012 work: the work plan: named jobs, what they wait for, and their history.

CREATE TABLE work.job (
    job           text PRIMARY KEY,
    step          text NOT NULL,
    title         text NOT NULL,
    calendar      text NOT NULL DEFAULT '',
    after_jobs    text[] NOT NULL DEFAULT '{}',
    is_enabled    boolean NOT NULL DEFAULT true,
    max_tries     smallint NOT NULL DEFAULT 5
);
COMMENT ON TABLE work.job IS
    'reference: named jobs; calendar in the market''s time: "every 15m" counted from midnight, "daily '
    '02:30", "weekly mon,thu 02:30", "monthly 1 06:00", "monthly last 06:00", "yearly 12-31 23:00", or '
    'empty: only when somebody asks';

CREATE TABLE work.run (
    job           text NOT NULL CONSTRAINT run_job_fk REFERENCES work.job,
    due_at        timestamptz NOT NULL,
    state         text NOT NULL CONSTRAINT run_state CHECK
        (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    tries         smallint NOT NULL DEFAULT 0,
    asked_by      text NOT NULL DEFAULT '',
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
-- A job that is due again while it waits or runs is due once.
CREATE UNIQUE INDEX run_open ON work.run (job) WHERE state IN ('waiting', 'running');

GRANT SELECT ON work.job TO tally_settle, tally_collector;
GRANT SELECT, INSERT, UPDATE ON work.run TO tally_settle;
GRANT SELECT ON work.job, work.run TO tally_clerk, tally_supervisor, tally_auditor;

INSERT INTO work.job (job, step, title, calendar, after_jobs) VALUES
    ('partitions', 'partitions', 'Make the tables of the coming months', 'daily 00:00', '{}'),
    ('inbox', 'inbox', 'Import the files of the inbox', 'every 5m', '{partitions}'),
    ('validate', 'validate', 'Validate new readings', 'every 15m', '{partitions}'),
    ('validate-late', 'validate-late', 'Validate what came late', 'daily 01:30', '{partitions}'),
    ('balance', 'balance', 'Day statistics and balances of regions', 'every 15m', '{validate}'),
    ('balance-late', 'balance-late', 'Balances of what came late', 'daily 02:00', '{validate-late}');
