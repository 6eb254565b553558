-- 0013 db: what every stage may ask of the database itself.
--
-- Why an unpack function: an analyst with psql must be able to read an interval
-- block, and a second reading of the format keeps the first one honest.
-- It follows shared/block/tally-block.h byte by byte.

GRANT USAGE ON SCHEMA db TO PUBLIC;
GRANT SELECT ON db.schema_history TO PUBLIC;
COMMENT ON TABLE db.schema_history IS 'journal: migrations that ran, with the digest of each file';

-- Gives one row per interval, counted from 0. Without flags quality is NULL.
CREATE FUNCTION db.unpack_block (payload bytea, flags bytea, n integer)
    RETURNS TABLE (i integer, value bigint, quality smallint)
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog
AS $$
DECLARE
    at integer := 0;      -- next byte of payload
    flag_at integer := 0; -- next byte of flags
    run bigint := 0;      -- intervals left in the run of equal qualities
    folded numeric;
    scale numeric;
    byte integer;
    total numeric := 0;
BEGIN
    value := 0;
    FOR k IN 0 .. n - 1 LOOP
        i := k;
        folded := 0;
        scale := 1;
        LOOP
            byte := get_byte (payload, at); -- refuses to read past the end
            at := at + 1;
            folded := folded + (byte & 127) * scale;
            scale := scale * 128;
            EXIT WHEN byte < 128;
        END LOOP;
        IF folded > 18446744073709551615 OR (byte = 0 AND scale > 128) THEN
            RAISE EXCEPTION 'interval block: value % is broken', i USING ERRCODE = '22000';
        END IF;
        value := value + CASE WHEN folded % 2 = 0 THEN div (folded, 2)
                              ELSE -div (folded, 2) - 1 END;
        total := total + value;

        IF length (flags) > 0 THEN
            IF run = 0 THEN
                quality := get_byte (flags, flag_at);
                flag_at := flag_at + 1;
                scale := 1;
                LOOP
                    byte := get_byte (flags, flag_at);
                    flag_at := flag_at + 1;
                    run := run + ((byte & 127) * scale)::bigint;
                    scale := scale * 128;
                    EXIT WHEN byte < 128;
                END LOOP;
            END IF;
            run := run - 1;
        END IF;
        RETURN NEXT;
    END LOOP;
    IF at <> length (payload) OR flag_at <> coalesce (length (flags), 0) OR run <> 0 THEN
        RAISE EXCEPTION 'interval block: does not hold % intervals', n USING ERRCODE = '22000';
    END IF;
    IF total NOT BETWEEN -9223372036854775808 AND 9223372036854775807 THEN
        RAISE EXCEPTION 'interval block: the sum is out of range' USING ERRCODE = '22003';
    END IF;
END
$$;
COMMENT ON FUNCTION db.unpack_block IS
    'unpacks an interval block: SELECT * FROM db.unpack_block (payload, flags, n)';
