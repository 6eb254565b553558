-- 0123 system peak: when the system had its peaks, for demand that is charged on them.
--
-- Why versions: a bill keeps which version it was made from. A correction of a month is a row more
-- and its older version stays; nobody but the owner may add one, and nobody changes any.

CREATE TABLE ref.system_peak (
    district_id integer  NOT NULL CONSTRAINT system_peak_district_fk REFERENCES ref.district,
    month       date     NOT NULL CONSTRAINT system_peak_month CHECK
        (month = date_trunc ('month', month)::date),
    version     integer  NOT NULL CONSTRAINT system_peak_version CHECK (version > 0),
    starts      timestamptz[] NOT NULL CONSTRAINT system_peak_any CHECK (cardinality (starts) > 0),
    seconds     integer[] NOT NULL,
    set_by      text     NOT NULL CONSTRAINT system_peak_set_by CHECK (set_by <> ''),
    set_at      timestamptz NOT NULL DEFAULT now (),
    source      text     NOT NULL CONSTRAINT system_peak_source CHECK (source <> ''),
    CONSTRAINT system_peak_pk PRIMARY KEY (district_id, month, version),
    CONSTRAINT system_peak_pairs CHECK (cardinality (starts) = cardinality (seconds))
);
COMMENT ON TABLE ref.system_peak IS
    'reference: the intervals of a month in which the system had its peaks, by district; the highest '
    'version holds';
COMMENT ON COLUMN ref.system_peak.month IS 'first local day of the month the peaks are in';

COMMENT ON TABLE bill.finding IS
    'large: what a check found in a bill: found against bound, both in unit (intervals, ppm, minor, '
    'Wh, W, day as days since 1970, or days); of a bill without a price, peaks: the system''s are not '
    'known of the month that begins on day found';

GRANT SELECT ON ref.system_peak TO tally_settle, tally_api, tally_clerk,
    tally_supervisor, tally_auditor;
