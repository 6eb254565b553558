-- 0001 ground: the schemas of the stages, and what they share.
--
-- Why: one schema per stage, named like its folder, so that a privilege, a
-- page of the log and a grep all speak of the same thing.
-- Every table says in its comment what it is:
--   large:      sharded by district_id, which begins every key
--   reference:  small, the same everywhere, never points to a large table
--   journal:    of one installation: history, jobs, sessions
-- Down: none. A schema is repaired by a later migration.

CREATE SCHEMA ref;
CREATE SCHEMA collect;
CREATE SCHEMA raw;
CREATE SCHEMA validate;
CREATE SCHEMA energy;
CREATE SCHEMA settle;
CREATE SCHEMA bill;
CREATE SCHEMA ledger;
CREATE SCHEMA pay;
CREATE SCHEMA service;
CREATE SCHEMA guard;
CREATE SCHEMA work;
CREATE SCHEMA api;
CREATE SCHEMA web;

GRANT USAGE ON SCHEMA ref TO tally_collector, tally_settle, tally_api, tally_portal,
    tally_clerk, tally_supervisor, tally_auditor;
GRANT USAGE ON SCHEMA collect TO tally_collector, tally_settle, tally_api,
    tally_clerk, tally_supervisor, tally_auditor;
GRANT USAGE ON SCHEMA raw TO tally_collector, tally_settle, tally_auditor;
GRANT USAGE ON SCHEMA validate, energy, settle, bill, ledger TO tally_settle,
    tally_clerk, tally_supervisor, tally_auditor;
GRANT USAGE ON SCHEMA energy, bill, ledger, pay TO tally_portal;
GRANT USAGE ON SCHEMA pay TO tally_settle, tally_api, tally_clerk, tally_supervisor, tally_auditor;
GRANT USAGE ON SCHEMA guard TO tally_api, tally_portal, tally_settle, tally_auditor;
GRANT USAGE ON SCHEMA work TO tally_settle, tally_collector, tally_clerk, tally_supervisor,
    tally_auditor;
GRANT USAGE ON SCHEMA api TO tally_api, tally_clerk, tally_supervisor, tally_auditor;
GRANT USAGE ON SCHEMA web TO tally_portal;
GRANT USAGE ON SCHEMA service TO tally_api, tally_portal, tally_clerk, tally_supervisor;

-- Makes the monthly partitions of every large table from one month to another.
-- The work plan calls it ahead of time; a DEFAULT partition catches the rest.
CREATE FUNCTION work.make_partitions (first_month date, last_month date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    parent record;
    month date;
    child text;
    made integer := 0;
BEGIN
    IF last_month > first_month + interval '10 years' THEN
        RAISE EXCEPTION 'more than ten years of partitions asked for';
    END IF;
    FOR parent IN
        SELECT n.nspname AS schema, c.relname AS name
          FROM pg_partitioned_table p
          JOIN pg_class c ON c.oid = p.partrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relowner = 'tally_owner'::regrole AND NOT c.relispartition
         ORDER BY 1, 2
    LOOP
        month := date_trunc ('month', first_month)::date;
        WHILE month <= last_month LOOP
            child := format ('%s_%s', parent.name, to_char (month, 'YYYYMM'));
            IF to_regclass (format ('%I.%I', parent.schema, child)) IS NULL THEN
                EXECUTE format ('CREATE TABLE %I.%I PARTITION OF %I.%I FOR VALUES FROM (%L) TO (%L)',
                                parent.schema, child, parent.schema, parent.name,
                                month, (month + interval '1 month')::date);
                made := made + 1;
            END IF;
            month := (month + interval '1 month')::date;
        END LOOP;
    END LOOP;
    RETURN made;
END
$$;

REVOKE ALL ON FUNCTION work.make_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION work.make_partitions TO tally_settle, tally_collector;
