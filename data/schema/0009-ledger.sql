-- 0009 ledger: double entry, append-only.
--
-- Why a function: entries can only be written through ledger.post, which
-- refuses a journal that does not add up to zero; no application role may
-- insert, change or delete an entry by itself, and no trigger is needed.

CREATE TABLE ledger.account_kind (
    code  text PRIMARY KEY,
    name  text NOT NULL,
    side  text NOT NULL CONSTRAINT account_kind_side CHECK
        (side IN ('asset', 'liability', 'income', 'expense'))
);
COMMENT ON TABLE ledger.account_kind IS 'reference: the chart of accounts';
INSERT INTO ledger.account_kind VALUES
    ('receivable', 'Receivable of customers', 'asset'),
    ('bank-clearing', 'Bank clearing', 'asset'),
    ('bank', 'Bank', 'asset'),
    ('cash', 'Cash desk', 'asset'),
    ('revenue-energy', 'Revenue: energy', 'income'),
    ('revenue-demand', 'Revenue: demand and capacity', 'income'),
    ('revenue-fixed', 'Revenue: fixed charges', 'income'),
    ('revenue-other', 'Revenue: other', 'income'),
    ('levy', 'Levies owed', 'liability'),
    ('tax', 'Tax owed', 'liability'),
    ('feed-in', 'Energy bought from customers', 'expense'),
    ('deposit', 'Deposits of customers', 'liability'),
    ('unallocated', 'Payments not yet allocated', 'liability'),
    ('penalty', 'Late-payment penalty', 'income'),
    ('write-off', 'Written off', 'expense'),
    ('rounding', 'Rounding', 'expense');

CREATE TABLE ledger.journal (
    district_id  integer NOT NULL,
    journal_id   uuid    NOT NULL,
    kind         text    NOT NULL CONSTRAINT journal_kind CHECK
        (kind IN ('bill', 'credit', 'payment', 'refund', 'chargeback', 'clearing', 'allocation',
                  'manual')),
    reference    text    NOT NULL,
    booked_on    date    NOT NULL,
    made_by      text    NOT NULL,
    posted_at    timestamptz NOT NULL DEFAULT now (),
    undoes       text CONSTRAINT journal_undoes CHECK
        (undoes IS NULL OR kind IN ('refund', 'chargeback')),
    CONSTRAINT journal_pk PRIMARY KEY (district_id, journal_id),
    CONSTRAINT journal_once UNIQUE (district_id, kind, reference)
);
COMMENT ON TABLE ledger.journal IS 'large: append-only; one per bill, payment event, statement entry';

COMMENT ON COLUMN ledger.journal.undoes IS
    'reference of the payment a refund or charge-back takes back; several may share one payment';
CREATE INDEX journal_undoes ON ledger.journal (district_id, undoes) WHERE undoes IS NOT NULL;

CREATE TABLE ledger.entry (
    district_id  integer  NOT NULL,
    journal_id   uuid     NOT NULL,
    entry_no     smallint NOT NULL,
    code         text     NOT NULL CONSTRAINT entry_code_fk REFERENCES ledger.account_kind,
    account_id   bigint,
    bill_number  text,
    due_on       date,
    amount_minor bigint   NOT NULL,
    CONSTRAINT entry_pk PRIMARY KEY (district_id, journal_id, entry_no),
    CONSTRAINT entry_journal_fk FOREIGN KEY (district_id, journal_id)
        REFERENCES ledger.journal (district_id, journal_id)
);
COMMENT ON TABLE ledger.entry IS 'large: append-only; debit positive, credit negative, in minor units';
COMMENT ON COLUMN ledger.entry.due_on IS
    'on the entry that opens a bill: when it is to be paid; the ledger answers who owes what alone';
CREATE INDEX entry_account ON ledger.entry (district_id, account_id, code);

-- Posts one journal. entries: parallel arrays. Gives true when it is new,
-- false when the very same reference was posted before with the same entries.
CREATE FUNCTION ledger.post (p_district_id integer, p_journal_id uuid, p_kind text, p_reference text,
                             p_booked_on date, p_made_by text, p_codes text[], p_account_ids bigint[],
                             p_bill_numbers text[], p_due_on date[], p_amounts bigint[],
                             p_undoes text DEFAULT NULL)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    total numeric := (SELECT sum (a) FROM unnest (p_amounts) a);
    stored uuid;
    is_same boolean;
BEGIN
    IF coalesce (cardinality (p_amounts), 0) < 2
       OR cardinality (p_codes) <> cardinality (p_amounts)
       OR cardinality (p_account_ids) <> cardinality (p_amounts)
       OR cardinality (p_bill_numbers) <> cardinality (p_amounts)
       OR cardinality (p_due_on) <> cardinality (p_amounts) THEN
        RAISE EXCEPTION 'journal % %: entries are incomplete', p_kind, p_reference
            USING ERRCODE = '22023';
    END IF;
    IF total <> 0 OR array_position (p_amounts, NULL) IS NOT NULL THEN
        RAISE EXCEPTION 'journal % %: debits and credits differ by %', p_kind, p_reference, total
            USING ERRCODE = '23514';
    END IF;

    INSERT INTO ledger.journal (district_id, journal_id, kind, reference, booked_on, made_by,
                                undoes)
    VALUES (p_district_id, p_journal_id, p_kind, p_reference, p_booked_on, p_made_by, p_undoes)
    ON CONFLICT ON CONSTRAINT journal_once DO NOTHING
    RETURNING journal_id INTO stored;

    IF stored IS NULL THEN
        SELECT array_agg (e.code ORDER BY e.entry_no) = p_codes
               AND array_agg (e.account_id ORDER BY e.entry_no) = p_account_ids
               AND array_agg (e.bill_number ORDER BY e.entry_no) = p_bill_numbers
               AND array_agg (e.due_on ORDER BY e.entry_no) = p_due_on
               AND array_agg (e.amount_minor ORDER BY e.entry_no) = p_amounts
          INTO is_same
          FROM ledger.journal j
          JOIN ledger.entry e ON e.district_id = j.district_id AND e.journal_id = j.journal_id
         WHERE j.district_id = p_district_id AND j.kind = p_kind AND j.reference = p_reference;
        IF is_same IS NOT TRUE THEN
            RAISE EXCEPTION 'journal % % was posted with other entries', p_kind, p_reference
                USING ERRCODE = '23505';
        END IF;
        RETURN false;
    END IF;

    INSERT INTO ledger.entry (district_id, journal_id, entry_no, code, account_id, bill_number, due_on,
                              amount_minor)
    SELECT p_district_id, p_journal_id, e.n, e.code, e.account_id, e.bill_number, e.due_on, e.amount
      FROM unnest (p_codes, p_account_ids, p_bill_numbers, p_due_on, p_amounts) WITH ORDINALITY
           AS e (code, account_id, bill_number, due_on, amount, n);
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION ledger.post FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.post TO tally_settle;

GRANT SELECT ON ledger.account_kind, ledger.journal, ledger.entry
    TO tally_settle, tally_clerk, tally_supervisor, tally_auditor;
GRANT SELECT ON ledger.entry, ledger.journal TO tally_portal;

ALTER TABLE ledger.entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.entry FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.journal ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.journal FORCE ROW LEVEL SECURITY;
CREATE POLICY entry_staff ON ledger.entry TO tally_owner, tally_settle, tally_clerk,
    tally_supervisor, tally_auditor, tally_backup USING (true) WITH CHECK (true);
CREATE POLICY journal_staff ON ledger.journal TO tally_owner, tally_settle, tally_clerk,
    tally_supervisor, tally_auditor, tally_backup USING (true) WITH CHECK (true);
CREATE POLICY entry_own ON ledger.entry FOR SELECT TO tally_portal
    USING (district_id = ref.own_district () AND account_id IN
        (SELECT a.account_id FROM ref.account a WHERE a.district_id = ref.own_district ()));
CREATE POLICY journal_own ON ledger.journal FOR SELECT TO tally_portal
    USING (district_id = ref.own_district () AND journal_id IN
        (SELECT e.journal_id FROM ledger.entry e WHERE e.district_id = ref.own_district ()));
