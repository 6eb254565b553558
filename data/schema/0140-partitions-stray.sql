-- 0140 partitions-stray: a month whose first rows came before its partition gets one all the same.
--
-- Why: rows of a month without a partition lie in the DEFAULT one. PostgreSQL makes no partition for
-- a month of which rows lie there, so the job that makes partitions failed, and with it all that
-- waits for it. It took a server that stood still for a quarter of a year, or whose clock was wrong
-- for a minute: what was due before the partitions were ran first. Such rows move to the new partition.

CREATE FUNCTION work.make_partition (p_schema text, p_parent text, p_child text, p_month date)
    RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
DECLARE
    month_end date := (p_month + interval '1 month')::date;
    has_strays boolean;
BEGIN
    EXECUTE format ('SELECT EXISTS (SELECT FROM %I.%I WHERE day >= %L AND day < %L)',
                    p_schema, p_parent || '_default', p_month, month_end) INTO has_strays;
    IF NOT has_strays THEN
        EXECUTE format ('CREATE TABLE IF NOT EXISTS %I.%I PARTITION OF %I.%I '
                        'FOR VALUES FROM (%L) TO (%L)',
                        p_schema, p_child, p_schema, p_parent, p_month, month_end);
        RETURN;
    END IF;
    EXECUTE format ('LOCK TABLE %I.%I IN ACCESS EXCLUSIVE MODE', p_schema, p_parent || '_default');
    EXECUTE format ('CREATE TABLE %I.%I (LIKE %I.%I INCLUDING ALL)',
                    p_schema, p_child, p_schema, p_parent);
    EXECUTE format ('WITH moved AS (DELETE FROM %I.%I WHERE day >= %L AND day < %L RETURNING *) '
                    'INSERT INTO %I.%I SELECT * FROM moved',
                    p_schema, p_parent || '_default', p_month, month_end, p_schema, p_child);
    EXECUTE format ('ALTER TABLE %I.%I ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)',
                    p_schema, p_parent, p_schema, p_child, p_month, month_end);
END
$$;
REVOKE ALL ON FUNCTION work.make_partition FROM PUBLIC;

CREATE OR REPLACE FUNCTION work.make_partitions (first_month date, last_month date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    parent record;
    index_name text;
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
                PERFORM pg_advisory_xact_lock (hashtext ('partitions'));
                IF to_regclass (format ('%I.%I', parent.schema, child)) IS NULL THEN
                    PERFORM work.make_partition (parent.schema, parent.name, child, month);
                END IF;
                IF (parent.schema, parent.name) IN (('raw', 'frame'), ('validate', 'block')) THEN
                    FOR index_name IN
                        SELECT i.indexrelid::regclass::text
                          FROM pg_index i
                         WHERE i.indrelid = format ('%I.%I', parent.schema, child)::regclass
                    LOOP
                        EXECUTE format ('ALTER INDEX %s SET (fillfactor = 100)', index_name);
                    END LOOP;
                END IF;
                made := made + 1;
            END IF;
            month := (month + interval '1 month')::date;
        END LOOP;
    END LOOP;
    RETURN made;
END
$$;
