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
    at integer := 0;        -- next byte of payload
    flag_at integer := 0;   -- next byte of flags
    run numeric := 0;       -- intervals left in the run of equal qualities
    scale numeric;          -- weight of the next group of 7 bits
    folded numeric;
    before numeric := 0;
    total numeric := 0;
    quality_before smallint;
    byte integer;
BEGIN
    IF n IS NULL OR n NOT BETWEEN 1 AND 90000 THEN
        RAISE EXCEPTION 'interval block: number of values out of range' USING ERRCODE = '22003';
    END IF;
    FOR k IN 0 .. n - 1 LOOP
        i := k;
        folded := 0;
        scale := 1;
        LOOP
            byte := get_byte (payload, at); -- 2202E past the end
            at := at + 1;
            folded := folded + (byte & 127) * scale;
            scale := scale * 128;
            EXIT WHEN byte < 128;
        END LOOP;
        IF folded > 18446744073709551615 OR (byte = 0 AND scale > 128) THEN
            RAISE EXCEPTION 'interval block: value % is broken', i USING ERRCODE = '22000';
        END IF;
        before := before + CASE WHEN folded % 2 = 0 THEN div (folded, 2)
                                ELSE -div (folded, 2) - 1 END;
        total := total + before;
        IF total NOT BETWEEN -9223372036854775808 AND 9223372036854775807 THEN
            RAISE EXCEPTION 'interval block: the sum is out of range' USING ERRCODE = '22003';
        END IF;
        value := before;

        IF length (flags) > 0 THEN
            IF run = 0 THEN
                quality := get_byte (flags, flag_at);
                flag_at := flag_at + 1;
                scale := 1;
                LOOP
                    byte := get_byte (flags, flag_at);
                    flag_at := flag_at + 1;
                    run := run + (byte & 127) * scale;
                    scale := scale * 128;
                    EXIT WHEN byte < 128;
                END LOOP;
                IF run = 0 OR run > n - i OR quality = quality_before
                   OR (byte = 0 AND scale > 128) THEN
                    RAISE EXCEPTION 'interval block: flags are broken' USING ERRCODE = '22000';
                END IF;
                quality_before := quality;
            END IF;
            run := run - 1;
        END IF;
        RETURN NEXT;
    END LOOP;
    IF at <> length (payload) OR flag_at <> coalesce (length (flags), 0) THEN
        RAISE EXCEPTION 'interval block: bytes after the last interval' USING ERRCODE = '22000';
    END IF;
END
$$;
COMMENT ON FUNCTION db.unpack_block IS
    'unpacks an interval block: SELECT * FROM db.unpack_block (payload, flags, n)';
