-- 0010 pay: payment intents and what the bank said of them.

CREATE TABLE pay.intent (
    district_id   integer NOT NULL,
    intent_id     uuid    NOT NULL,
    account_id    bigint  NOT NULL,
    customer_id   bigint  NOT NULL,
    bill_numbers  text[]  NOT NULL,
    amount_minor  bigint  NOT NULL CONSTRAINT intent_amount_positive CHECK (amount_minor > 0),
    currency      text    NOT NULL,
    state         text    NOT NULL CONSTRAINT intent_state CHECK
        (state IN ('CREATED', 'PENDING', 'SUCCEEDED', 'FAILED', 'EXPIRED', 'UNKNOWN', 'REFUNDED',
                   'DISPUTED')),
    idempotency_key uuid  NOT NULL,
    bank_session  text,
    bank_url      text,
    created_at    timestamptz NOT NULL DEFAULT now (),
    changed_at    timestamptz NOT NULL DEFAULT now (),
    poll_at       timestamptz,
    n_polls       integer NOT NULL DEFAULT 0,
    CONSTRAINT intent_pk PRIMARY KEY (district_id, intent_id),
    CONSTRAINT intent_key_once UNIQUE (district_id, idempotency_key)
);
COMMENT ON TABLE pay.intent IS 'large: committed before the bank is asked';
CREATE INDEX intent_account ON pay.intent (district_id, account_id, created_at);

CREATE TABLE pay.event (
    event_id      text PRIMARY KEY,
    received_at   timestamptz NOT NULL DEFAULT now (),
    signature     text  NOT NULL,
    body          bytea NOT NULL,
    kind          text  NOT NULL,
    bank_session  text  NOT NULL DEFAULT '',
    done_at       timestamptz,
    outcome       text  NOT NULL DEFAULT ''
);
COMMENT ON TABLE pay.event IS 'journal: signed webhooks, stored before anything is done with them';

GRANT SELECT, INSERT, UPDATE ON pay.intent TO tally_settle;
GRANT SELECT, INSERT, UPDATE (done_at, outcome) ON pay.event TO tally_settle;
GRANT INSERT ON pay.event TO tally_portal;
GRANT SELECT, INSERT ON pay.intent TO tally_portal;
GRANT UPDATE (state, bank_session, bank_url, changed_at, poll_at) ON pay.intent TO tally_portal;
GRANT SELECT ON pay.intent, pay.event TO tally_clerk, tally_supervisor, tally_auditor;

ALTER TABLE pay.intent ENABLE ROW LEVEL SECURITY;
ALTER TABLE pay.intent FORCE ROW LEVEL SECURITY;
CREATE POLICY intent_staff ON pay.intent TO tally_owner, tally_settle, tally_clerk,
    tally_supervisor, tally_auditor, tally_backup USING (true) WITH CHECK (true);
CREATE POLICY intent_own ON pay.intent TO tally_portal
    USING (district_id = ref.own_district () AND customer_id = ref.own_customer ())
    WITH CHECK (district_id = ref.own_district () AND customer_id = ref.own_customer ()
        AND account_id IN (SELECT a.account_id FROM ref.account a
                            WHERE a.district_id = ref.own_district ()));
ALTER TABLE pay.event ENABLE ROW LEVEL SECURITY;
ALTER TABLE pay.event FORCE ROW LEVEL SECURITY;
CREATE POLICY event_staff ON pay.event TO tally_owner, tally_settle, tally_clerk, tally_supervisor,
    tally_auditor, tally_backup USING (true) WITH CHECK (true);
CREATE POLICY event_in ON pay.event FOR INSERT TO tally_portal WITH CHECK (true);
