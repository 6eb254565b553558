-- 0047 bill: what an account has run up since its last bill, and what the month will come to.

CREATE TABLE bill.to_date (
    district_id   integer NOT NULL,
    agreement_id  bigint  NOT NULL,
    period_start  date    NOT NULL,
    period_end    date    NOT NULL,
    account_id    bigint  NOT NULL,
    customer_id   bigint  NOT NULL,
    point_id      bigint  NOT NULL,
    is_current    boolean NOT NULL,
    known_end     date    NOT NULL,
    state         text    NOT NULL CONSTRAINT to_date_state CHECK
        (state IN ('priced', 'empty', 'missing-tariff', 'unpriced')),
    tariff_code   text    NOT NULL,
    tariff_version integer NOT NULL,
    currency      text    NOT NULL,
    energy_wh     bigint  NOT NULL,
    net_minor     bigint  NOT NULL,
    tax_minor     bigint  NOT NULL,
    total_minor   bigint  NOT NULL,
    estimated_ppm integer NOT NULL,
    newest_at     timestamptz,
    forecast_wh    bigint NOT NULL,
    forecast_minor bigint NOT NULL,
    low_minor      bigint NOT NULL,
    high_minor     bigint NOT NULL,
    lines         json    NOT NULL,
    refreshed_at  timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT to_date_pk PRIMARY KEY (district_id, agreement_id, period_start),
    CONSTRAINT to_date_total CHECK (net_minor + tax_minor = total_minor)
);
COMMENT ON TABLE bill.to_date IS
    'large: by agreement and month that is not billed yet: what a final bill of the days before known_end '
    'would say, and what the whole month comes to when the rest of it is as like days were; made '
    'anew whenever what it rests on changed';
CREATE INDEX to_date_account ON bill.to_date (district_id, account_id);

CREATE TABLE bill.to_date_unit (
    district_id   integer NOT NULL,
    unit_no       integer NOT NULL,
    first_point   bigint  NOT NULL,
    last_point    bigint  NOT NULL,
    mark          text    NOT NULL,
    refreshed_at  timestamptz NOT NULL,
    CONSTRAINT to_date_unit_pk PRIMARY KEY (district_id, unit_no)
);
COMMENT ON TABLE bill.to_date_unit IS
    'large: ranges of points whose rows of bill.to_date are made together; mark sums up what they rest '
    'on, so that a range of which nothing changed is passed over';

GRANT SELECT, INSERT, DELETE ON bill.to_date TO tally_settle;
GRANT SELECT, INSERT, UPDATE ON bill.to_date_unit TO tally_settle;
GRANT SELECT ON bill.to_date, bill.to_date_unit
    TO tally_clerk, tally_supervisor, tally_auditor;
GRANT SELECT ON bill.to_date TO tally_portal;

ALTER TABLE bill.to_date ENABLE ROW LEVEL SECURITY;
ALTER TABLE bill.to_date FORCE ROW LEVEL SECURITY;
CREATE POLICY to_date_staff ON bill.to_date TO tally_owner, tally_settle, tally_clerk,
    tally_supervisor, tally_auditor, tally_backup USING (true) WITH CHECK (true);
CREATE POLICY to_date_own ON bill.to_date FOR SELECT TO tally_portal
    USING (district_id = ref.own_district () AND customer_id = ref.own_customer ());

INSERT INTO work.job (job, step, title, calendar, after_jobs) VALUES
    ('bill-to-date', 'bill-to-date', 'Bills to date and forecasts', 'every 15m', '{balance}'),
    ('bill-propose', 'bill-propose', 'Propose bills to be made again', 'daily 02:30',
     '{validate-late}');
