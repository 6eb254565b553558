-- roles: who exists in the cluster. Run by the cluster's administrator before
-- the first migration and harmless when repeated; everything after it runs as
-- tally_owner.
--
-- Why: each program logs in as the role of its work, and each person acts as
-- the role of his office, so that a fault in one program cannot write
-- another's tables.
--   logins:  tally_collector, tally_settle, tally_api, tally_portal, tally_backup
--   offices: tally_clerk, tally_supervisor, tally_auditor (taken by tally_api
--            with SET LOCAL ROLE for the length of one request)
--   owner:   tally_owner owns every object and cannot log in

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['tally_owner', 'tally_clerk', 'tally_supervisor', 'tally_auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format ('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
    FOREACH name IN ARRAY ARRAY['tally_collector', 'tally_settle', 'tally_api', 'tally_portal',
                                'tally_backup'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format ('CREATE ROLE %I LOGIN NOINHERIT', name);
        END IF;
        -- The guesses of row-level security make small questions look costly: compiling them took
        -- a second, running them milliseconds.
        EXECUTE format ('ALTER ROLE %I SET jit = off', name);
    END LOOP;
END
$$;

-- Settle computes for all customers and streams rows in by COPY, which PostgreSQL refuses to a
-- role that row-level security applies to.
ALTER ROLE tally_settle BYPASSRLS;

GRANT tally_clerk, tally_supervisor, tally_auditor TO tally_api;
-- Backup reads every row of every table without taking another role first, and nothing else.
GRANT pg_read_all_data TO tally_backup;
ALTER ROLE tally_backup INHERIT BYPASSRLS;

-- The database belongs to its roles: nobody else connects, and only the owner
-- makes schemas.
DO $$
BEGIN
    EXECUTE format ('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database ());
    EXECUTE format ('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO tally_owner',
                    current_database ());
    EXECUTE format ('GRANT CONNECT ON DATABASE %I TO tally_collector, tally_settle, tally_api, '
                    'tally_portal, tally_backup', current_database ());
END
$$;
