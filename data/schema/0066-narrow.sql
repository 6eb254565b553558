-- 0066 narrow: fewer bytes a reading.
--
-- Why: a reading is kept twice, as it arrived and as it is held to be true, for years. A frame keeps
-- half of its chain, a block half of what it was made from: 128 bits can be met neither by chance nor
-- by intent. Rows of before keep what they have, and are verified by it. Months that are
-- written once and in order leave no room in their indexes for what never comes.

ALTER TABLE raw.frame DROP CONSTRAINT frame_chain_size;
ALTER TABLE raw.frame ADD CONSTRAINT frame_chain_size CHECK (length (chain) IN (16, 32));

-- Words of a closed list, in 4 bytes each; read and written as the same words.
CREATE TYPE raw.frame_kind AS ENUM ('interval', 'register');
CREATE TYPE raw.frame_source AS ENUM
    ('modbus', 'profile', 'nem12', 'nem13', 'csv', 'espi', 'mscons', 'manual');
ALTER TABLE raw.frame DROP CONSTRAINT frame_kind;
ALTER TABLE raw.frame DROP CONSTRAINT frame_source;
ALTER TABLE raw.frame
    ALTER COLUMN kind TYPE raw.frame_kind USING kind::raw.frame_kind,
    ALTER COLUMN source TYPE raw.frame_source USING source::raw.frame_source;

-- As of 0001, and the indexes of raw.frame and validate.block are filled to the brim.
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
                EXECUTE format ('CREATE TABLE %I.%I PARTITION OF %I.%I FOR VALUES FROM (%L) TO (%L)',
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
