-- 0134 partitions-once: two that need the same new month do not stumble over each other.
--
-- Why: two files of a month that had no partitions yet, imported at the same time, both found them
-- missing; the second was refused with "relation already exists". Whoever finds one missing now
-- waits for the others that make some, and makes what is then still missing.

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
                EXECUTE format ('CREATE TABLE IF NOT EXISTS %I.%I PARTITION OF %I.%I '
                                'FOR VALUES FROM (%L) TO (%L)',
                                parent.schema, child, parent.schema, parent.name,
                                month, (month + interval '1 month')::date);
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
