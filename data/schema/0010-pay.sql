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
    return_url    text    NOT NULL,
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
CREATE INDEX intent_poll ON pay.intent (poll_at) WHERE poll_at IS NOT NULL;
-- Two clicks are one payment: while one is under way, there is no second for the same bills.
CREATE UNIQUE INDEX intent_open ON pay.intent (district_id, account_id, bill_numbers)
    WHERE state IN ('CREATED', 'PENDING', 'UNKNOWN');

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
COMMENT ON TABLE pay.event IS
    'journal: signed webhooks, and answers to our own questions (event_id poll:…), stored before '
    'anything is done with them';
CREATE INDEX event_waiting ON pay.event (received_at) WHERE done_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON pay.intent TO tally_settle;
GRANT SELECT, INSERT, UPDATE (done_at, outcome) ON pay.event TO tally_settle;
GRANT INSERT ON pay.event TO tally_portal;
GRANT SELECT, INSERT ON pay.intent TO tally_portal;
GRANT SELECT ON pay.intent, pay.event TO tally_clerk, tally_supervisor, tally_auditor;

ALTER TABLE pay.intent ENABLE ROW LEVEL SECURITY;
ALTER TABLE pay.intent FORCE ROW LEVEL SECURITY;
CREATE POLICY intent_staff ON pay.intent TO tally_owner, tally_settle, tally_clerk,
    tally_supervisor, tally_auditor, tally_backup USING (true) WITH CHECK (true);
CREATE POLICY intent_own ON pay.intent TO tally_portal
    USING (district_id = ref.own_district () AND customer_id = ref.own_customer ())
    WITH CHECK (state = 'CREATED' AND district_id = ref.own_district ()
        AND customer_id = ref.own_customer ()
        AND account_id IN (SELECT a.account_id FROM ref.account a
                            WHERE a.district_id = ref.own_district ()));
ALTER TABLE pay.event ENABLE ROW LEVEL SECURITY;
ALTER TABLE pay.event FORCE ROW LEVEL SECURITY;
CREATE POLICY event_staff ON pay.event TO tally_owner, tally_settle, tally_clerk, tally_supervisor,
    tally_auditor, tally_backup USING (true) WITH CHECK (true);
CREATE POLICY event_in ON pay.event FOR INSERT TO tally_portal WITH CHECK (true);

-- All that the portal may say of an intent that is there: where the bank took
-- it, and that no answer came. Only the settle role moves it further.
CREATE FUNCTION pay.opened (p_district_id integer, p_intent_id uuid, p_session text, p_url text)
    RETURNS text
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
AS $$
    UPDATE pay.intent
       SET state = 'PENDING', bank_session = p_session, bank_url = p_url, changed_at = now (),
           poll_at = now () + interval '10 seconds', n_polls = 0
     WHERE district_id = p_district_id
       AND intent_id = p_intent_id
       AND customer_id = ref.own_customer ()
       AND district_id = ref.own_district ()
       AND state IN ('CREATED', 'UNKNOWN')
    RETURNING bank_url
$$;
CREATE FUNCTION pay.lost (p_district_id integer, p_intent_id uuid) RETURNS text
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
AS $$
    UPDATE pay.intent
       SET state = 'UNKNOWN', changed_at = now (), poll_at = now () + interval '10 seconds'
     WHERE district_id = p_district_id
       AND intent_id = p_intent_id
       AND customer_id = ref.own_customer ()
       AND district_id = ref.own_district ()
       AND state = 'CREATED'
    RETURNING state
$$;
REVOKE ALL ON FUNCTION pay.opened, pay.lost FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pay.opened, pay.lost TO tally_portal;

-- What a payment paid, as a receipt shows it: one row a bill, and the rest.
CREATE VIEW pay.receipt WITH (security_invoker = true) AS
SELECT i.district_id, i.intent_id, i.account_id, i.amount_minor, i.currency, i.state, j.booked_on,
       j.posted_at, e.entry_no, e.code, e.bill_number, -e.amount_minor AS paid_minor
  FROM pay.intent i
  JOIN ledger.journal j ON j.district_id = i.district_id AND j.kind = 'payment'
       AND j.reference = i.intent_id::text
  JOIN ledger.entry e ON e.district_id = j.district_id AND e.journal_id = j.journal_id
       AND e.code IN ('receivable', 'unallocated');
GRANT SELECT ON pay.receipt TO tally_portal, tally_clerk, tally_supervisor, tally_auditor;
