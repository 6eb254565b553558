-- 0138 retired: months of raw frames that are kept outside the database.
--
-- Why: raw frames are the largest table by far and are looked at for a few years. A month that is
-- old enough goes into an archive file, whole, and its partition is emptied. The partition stays, closed
-- by a constraint that no row meets: what comes late for it is refused by the database itself, and
-- no row of another month pays for it.

-- How long frames stay, in months that are over. Validation looks two months back from a day, so
-- that less than three would reach into days that still change.
CREATE TABLE raw.retention (
    is_only     boolean NOT NULL DEFAULT true CONSTRAINT retention_one_row CHECK (is_only),
    keep_months integer NOT NULL DEFAULT 120
                CONSTRAINT retention_months CHECK (keep_months BETWEEN 3 AND 1200),
    CONSTRAINT retention_pk PRIMARY KEY (is_only)
);
COMMENT ON TABLE raw.retention IS 'reference: one row: months that raw frames must stay';
INSERT INTO raw.retention DEFAULT VALUES;

CREATE TABLE raw.retired_month (
    month           date        NOT NULL CONSTRAINT retired_month_first
                    CHECK (extract (day FROM month) = 1),
    n_frames        bigint      NOT NULL CONSTRAINT retired_month_frames CHECK (n_frames > 0),
    n_chains        bigint      NOT NULL CONSTRAINT retired_month_chains CHECK (n_chains > 0),
    archive         text        NOT NULL,
    sha256          bytea       NOT NULL CONSTRAINT retired_month_sha256 CHECK (length (sha256) = 32),
    retired_at      timestamptz NOT NULL DEFAULT clock_timestamp (),
    retired_by      text        NOT NULL,
    reason          text        NOT NULL CONSTRAINT retired_month_reason CHECK (reason <> ''),
    restored_at     timestamptz,
    restored_by     text,
    restored_reason text,
    CONSTRAINT retired_month_pk PRIMARY KEY (month, retired_at),
    CONSTRAINT retired_month_restored CHECK
        ((restored_at IS NULL) = (restored_by IS NULL)
         AND (restored_at IS NULL) = (restored_reason IS NULL))
);
COMMENT ON TABLE raw.retired_month IS
    'reference: months whose frames lie in an archive, until restored_at; every time it was done stays';
COMMENT ON COLUMN raw.retired_month.sha256 IS 'of the whole file, as sha256sum prints it';
CREATE UNIQUE INDEX retired_month_stands ON raw.retired_month (month) WHERE restored_at IS NULL;

-- What came for a retired month: kept as it was, so that it is not lost, and not among the frames,
-- whose chains are in the archive.
CREATE TABLE raw.refused (
    district_id integer     NOT NULL,
    day         date        NOT NULL,
    point_id    bigint      NOT NULL,
    meter_id    bigint      NOT NULL,
    channel     smallint    NOT NULL,
    kind        raw.frame_kind   NOT NULL,
    source      raw.frame_source NOT NULL,
    first_at    timestamptz NOT NULL,
    interval_s  integer     NOT NULL,
    n           integer     NOT NULL,
    exponent    smallint    NOT NULL,
    payload     bytea       NOT NULL,
    flags       bytea       NOT NULL,
    origin      bytea       NOT NULL,
    digest      bytea       NOT NULL CONSTRAINT refused_digest_size CHECK (length (digest) = 32),
    reason      text        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT refused_pk PRIMARY KEY (district_id, day, digest)
);
COMMENT ON TABLE raw.refused IS 'journal: frames that were not taken, as they came, and why';

-- Empties and closes a month. Readers of other months do not wait; those of this one are waited
-- for a while, and then it is tried again later.
CREATE FUNCTION raw.close_month (p_month date, p_n_frames bigint) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog SET lock_timeout = '10s'
AS $$
DECLARE
    child text := 'raw.frame_' || to_char (p_month, 'YYYYMM');
    month_end date := (p_month + interval '1 month')::date;
    n bigint;
BEGIN
    IF to_regclass (child) IS NULL THEN
        LOCK TABLE raw.frame IN ACCESS EXCLUSIVE MODE;
        SELECT count (*) INTO n FROM raw.frame_default WHERE day >= p_month AND day < month_end;
        DELETE FROM raw.frame_default WHERE day >= p_month AND day < month_end;
        EXECUTE format ('CREATE TABLE %s PARTITION OF raw.frame FOR VALUES FROM (%L) TO (%L)',
                        child, p_month, month_end);
    ELSE
        EXECUTE format ('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', child);
        EXECUTE format ('SELECT count (*) FROM %s', child) INTO n;
        EXECUTE format ('TRUNCATE %s', child);
    END IF;
    IF n <> p_n_frames THEN
        RAISE EXCEPTION 'the month has % frames and the archive %: some came meanwhile', n, p_n_frames
            USING ERRCODE = 'lock_not_available';
    END IF;
    EXECUTE format ('ALTER TABLE %s ADD CONSTRAINT frame_month_is_retired CHECK (false)', child);
END
$$;

-- Opens a closed month, for its frames to be put back.
CREATE FUNCTION raw.open_month (p_month date) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog SET lock_timeout = '10s'
AS $$
BEGIN
    EXECUTE format ('ALTER TABLE raw.frame_%s DROP CONSTRAINT frame_month_is_retired',
                    to_char (p_month, 'YYYYMM'));
END
$$;

-- Only the owner retires a month.
REVOKE ALL ON FUNCTION raw.close_month FROM PUBLIC;
REVOKE ALL ON FUNCTION raw.open_month FROM PUBLIC;
GRANT SELECT ON raw.retired_month TO tally_collector, tally_settle, tally_auditor;
GRANT SELECT ON raw.retention TO tally_auditor;
GRANT INSERT ON raw.refused TO tally_collector;
GRANT SELECT ON raw.refused TO tally_settle, tally_auditor;
