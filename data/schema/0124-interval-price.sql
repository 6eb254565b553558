-- 0124 interval price: prices of a market, an interval each, for energy that is priced by interval.
--
-- Why versions: a bill keeps which version of a series it was made from. A price that is said again,
-- and otherwise, is a row more; nobody but the owner may add one, and nobody changes any.

CREATE TABLE ref.price_import (
    series   text    NOT NULL CONSTRAINT price_import_series CHECK (series ~ '^[A-Za-z0-9._-]{1,60}$'),
    version  integer NOT NULL CONSTRAINT price_import_version CHECK (version > 0),
    set_by   text    NOT NULL CONSTRAINT price_import_set_by CHECK (set_by <> ''),
    set_at   timestamptz NOT NULL DEFAULT now (),
    source   text    NOT NULL CONSTRAINT price_import_source CHECK (source <> ''),
    CONSTRAINT price_import_pk PRIMARY KEY (series, version)
);
COMMENT ON TABLE ref.price_import IS
    'reference: what was brought of a series of prices, by whom; each is a version of the series';

CREATE TABLE ref.interval_price (
    series   text        NOT NULL,
    start    timestamptz NOT NULL,
    version  integer     NOT NULL,
    seconds  integer     NOT NULL CONSTRAINT interval_price_seconds CHECK (seconds > 0),
    micro    bigint      NOT NULL,
    CONSTRAINT interval_price_pk PRIMARY KEY (series, start, version),
    CONSTRAINT interval_price_import_fk FOREIGN KEY (series, version)
        REFERENCES ref.price_import (series, version)
);
COMMENT ON TABLE ref.interval_price IS
    'reference: price of a kWh in an interval, in millionths; the highest version holds. A version '
    'has only what it says otherwise than those before';

GRANT SELECT ON ref.price_import, ref.interval_price TO tally_settle, tally_api, tally_clerk,
    tally_supervisor, tally_auditor;

COMMENT ON TABLE bill.finding IS
    'large: what a check found in a bill: found against bound, both in unit (intervals, ppm, minor, '
    'Wh, W, day as days since 1970, or days); of a bill without a price, peaks: the system''s are not '
    'known of the month that begins on day found; prices: none is known of the interval that begins '
    'at found, in Unix seconds';
