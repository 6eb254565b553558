-- 0008 bill: bill runs, bills and their lines. A bill that was issued never
-- changes; a correction is a credit note and a new version.

CREATE TABLE bill.run (
    district_id   integer NOT NULL,
    run_id        uuid    NOT NULL,
    period_start  date    NOT NULL,
    period_end    date    NOT NULL,
    state         text    NOT NULL CONSTRAINT run_state CHECK
        (state IN ('running', 'computed', 'issued', 'cancelled', 'failed')),
    n_agreements  integer NOT NULL DEFAULT 0,
    n_done        integer NOT NULL DEFAULT 0,
    n_held        integer NOT NULL DEFAULT 0,
    total_minor   bigint  NOT NULL DEFAULT 0,
    started_by    text    NOT NULL,
    started_at    timestamptz NOT NULL DEFAULT now (),
    finished_at   timestamptz,
    output_hash   bytea,
    message       text    NOT NULL DEFAULT '',
    CONSTRAINT run_pk PRIMARY KEY (district_id, run_id)
);
COMMENT ON TABLE bill.run IS
    'large: one run over the accounts of one district (0: all districts) and period';

CREATE TABLE bill.unit (
    district_id   integer NOT NULL,
    run_id        uuid    NOT NULL,
    unit_no       integer NOT NULL,
    first_point   bigint  NOT NULL,
    last_point    bigint  NOT NULL,
    n_agreements  integer NOT NULL,
    done_at       timestamptz,
    n_held        integer NOT NULL DEFAULT 0,
    total_minor   bigint  NOT NULL DEFAULT 0,
    CONSTRAINT unit_pk PRIMARY KEY (district_id, run_id, unit_no)
);
COMMENT ON TABLE bill.unit IS
    'large: a run''s work in pieces; a worker holds the row locked while its one transaction computes '
    'and saves the bills of that range of points, so a killed worker leaves nothing behind';

CREATE TABLE bill.bill (
    district_id   integer NOT NULL,
    number        text    NOT NULL,
    account_id    bigint  NOT NULL,
    agreement_id  bigint  NOT NULL,
    customer_id   bigint  NOT NULL,
    point_id      bigint  NOT NULL,
    period_start  date    NOT NULL,
    period_end    date    NOT NULL,
    version       integer NOT NULL,
    kind          text    NOT NULL CONSTRAINT bill_kind CHECK (kind IN ('bill', 'credit', 'final')),
    state         text    NOT NULL CONSTRAINT bill_state CHECK
        (state IN ('draft', 'held', 'ready', 'issued', 'cancelled')),
    hold_reasons  text[]  NOT NULL DEFAULT '{}',
    tariff_code   text    NOT NULL,
    tariff_version integer NOT NULL,
    currency      text    NOT NULL,
    energy_wh     bigint  NOT NULL,
    net_minor     bigint  NOT NULL,
    tax_minor     bigint  NOT NULL,
    total_minor   bigint  NOT NULL,
    estimated_ppm integer NOT NULL,
    issued_on     date,
    due_on        date,
    run_id        uuid    NOT NULL,
    made_from     bytea   NOT NULL,
    content_hash  bytea   NOT NULL,
    carry         text    NOT NULL DEFAULT '',
    released_by   text,
    CONSTRAINT bill_pk PRIMARY KEY (district_id, number),
    CONSTRAINT bill_once UNIQUE (district_id, agreement_id, period_start, kind, version),
    CONSTRAINT bill_total CHECK (net_minor + tax_minor = total_minor),
    CONSTRAINT bill_issued CHECK (state NOT IN ('issued', 'cancelled')
        OR (issued_on IS NOT NULL AND due_on IS NOT NULL))
);
COMMENT ON TABLE bill.bill IS
    'large: bills and credit notes; content_hash is the sha256 of the canonical text of bill and lines';
CREATE INDEX bill_account ON bill.bill (district_id, account_id, period_start);
COMMENT ON COLUMN bill.bill.carry IS
    'what this period hands on to the next: energy and money of the year, credits, the peak';
CREATE INDEX bill_period ON bill.bill (district_id, period_start, point_id);
CREATE INDEX bill_run_state ON bill.bill (district_id, run_id, state);

CREATE TABLE bill.line (
    district_id   integer  NOT NULL,
    number        text     NOT NULL,
    line_no       smallint NOT NULL,
    kind          text     NOT NULL,
    component     text     NOT NULL,
    band          text     NOT NULL DEFAULT '',
    tier          smallint NOT NULL DEFAULT 0,
    quantity      bigint   NOT NULL,
    quantity_exponent smallint NOT NULL,
    unit          text     NOT NULL,
    rate_micro    bigint   NOT NULL,
    amount_minor  bigint   NOT NULL,
    amount_exact  text     NOT NULL,
    explain       json     NOT NULL,
    CONSTRAINT line_pk PRIMARY KEY (district_id, number, line_no),
    CONSTRAINT line_bill_fk FOREIGN KEY (district_id, number)
        REFERENCES bill.bill (district_id, number)
);
COMMENT ON TABLE bill.line IS
    'large: lines of a bill: quantity x 10^quantity_exponent of unit, at rate_micro 10^-6 of the currency '
    'per unit; explain names band, tier, rule, intervals and versions';

GRANT SELECT, INSERT, UPDATE ON bill.run, bill.unit TO tally_settle;
GRANT SELECT, INSERT, UPDATE, DELETE ON bill.bill TO tally_settle;
GRANT SELECT, INSERT, DELETE ON bill.line TO tally_settle;
GRANT SELECT ON ALL TABLES IN SCHEMA bill TO tally_clerk, tally_supervisor, tally_auditor;
GRANT SELECT ON bill.bill, bill.line TO tally_portal;

ALTER TABLE bill.bill ENABLE ROW LEVEL SECURITY;
ALTER TABLE bill.bill FORCE ROW LEVEL SECURITY;
ALTER TABLE bill.line ENABLE ROW LEVEL SECURITY;
ALTER TABLE bill.line FORCE ROW LEVEL SECURITY;
CREATE POLICY bill_staff ON bill.bill TO tally_owner, tally_settle, tally_clerk, tally_supervisor,
    tally_auditor, tally_backup USING (true) WITH CHECK (true);
CREATE POLICY line_staff ON bill.line TO tally_owner, tally_settle, tally_clerk, tally_supervisor,
    tally_auditor, tally_backup USING (true) WITH CHECK (true);
CREATE POLICY bill_own ON bill.bill FOR SELECT TO tally_portal
    USING (district_id = ref.own_district () AND customer_id = ref.own_customer ()
        AND state IN ('issued', 'cancelled'));
CREATE POLICY line_own ON bill.line FOR SELECT TO tally_portal
    USING (district_id = ref.own_district () AND number IN
        (SELECT b.number FROM bill.bill b WHERE b.district_id = ref.own_district ()));
