-- 0127 provisional: an estimate that may still be measured (quality 8) shows as an estimate.

CREATE OR REPLACE FUNCTION api.hour_states (flags bytea, n integer, per_hour integer) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog
AS $$
DECLARE
    n_missing integer[] := array_fill (0, ARRAY[25]);
    is_estimated boolean[] := array_fill (false, ARRAY[25]);
    states integer[] := '{}';
    at integer := 0;
    i integer := 0;
    quality integer;
    run integer;
    shift integer;
    byte integer;
    part integer;
BEGIN
    WHILE at < coalesce (length (flags), 0) LOOP
        quality := get_byte (flags, at);
        at := at + 1;
        run := 0;
        shift := 0;
        LOOP
            byte := get_byte (flags, at);
            at := at + 1;
            run := run + ((byte & 127) << shift);
            shift := shift + 7;
            EXIT WHEN byte < 128;
        END LOOP;
        WHILE run > 0 AND i < n LOOP
            part := least (run, per_hour - i % per_hour);
            IF quality = 255 THEN
                n_missing[i / per_hour + 1] := n_missing[i / per_hour + 1] + part;
            ELSIF quality BETWEEN 1 AND 6 OR quality = 8 THEN
                is_estimated[i / per_hour + 1] := true;
            END IF;
            i := i + part;
            run := run - part;
        END LOOP;
    END LOOP;
    FOR hour IN 1 .. greatest (24, (n + per_hour - 1) / per_hour) LOOP
        states := states || CASE WHEN (hour - 1) * per_hour >= n THEN 0
                                 WHEN n_missing[hour] >= per_hour THEN 4
                                 WHEN n_missing[hour] > 0 THEN 3
                                 WHEN is_estimated[hour] THEN 2
                                 ELSE 1 END;
    END LOOP;
    RETURN states;
END
$$;
