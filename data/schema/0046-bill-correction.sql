-- 0046 bill: corrections of issued bills: credit note, with or without a new bill; off-cycle closing.

CREATE TABLE bill.correction (
    district_id   integer NOT NULL,
    correction_id uuid    NOT NULL,
    kind          text    NOT NULL CONSTRAINT correction_kind CHECK (kind IN ('rebill', 'cancel')),
    state         text    NOT NULL CONSTRAINT correction_state CHECK
        (state IN ('proposed', 'waiting', 'issued', 'refused')),
    number        text    NOT NULL,
    new_number    text,
    credit_number text,
    causes        text[]  NOT NULL DEFAULT '{}',
    changes       json    NOT NULL DEFAULT '[]',
    old_minor     bigint  NOT NULL,
    new_minor     bigint  NOT NULL,
    made_from     bytea   NOT NULL,
    proposed_at   timestamptz NOT NULL DEFAULT now (),
    ordered_by    text,
    ordered_at    timestamptz,
    reason        text    NOT NULL DEFAULT '',
    decided_by    text,
    decided_at    timestamptz,
    decision_reason text  NOT NULL DEFAULT '',
    CONSTRAINT correction_pk PRIMARY KEY (district_id, correction_id),
    CONSTRAINT correction_cancel CHECK (kind <> 'cancel' OR (new_number IS NULL AND new_minor = 0)),
    CONSTRAINT correction_ordered CHECK (state NOT IN ('waiting', 'issued')
        OR (ordered_by IS NOT NULL AND reason <> ''
            AND (kind = 'cancel' OR new_number IS NOT NULL))),
    CONSTRAINT correction_four_eyes CHECK (state <> 'issued'
        OR (decided_by IS NOT NULL AND credit_number IS NOT NULL
            AND ordered_by IS DISTINCT FROM decided_by))
);
COMMENT ON TABLE bill.correction IS
    'large: an issued bill that is taken back: proposed because its inputs changed, ordered by a clerk '
    '(waiting, with the new bill as a draft), issued by another person, or refused';
-- A bill is corrected once at a time.
CREATE UNIQUE INDEX correction_open ON bill.correction (district_id, number)
    WHERE state IN ('proposed', 'waiting');
CREATE INDEX correction_number ON bill.correction (district_id, number);

GRANT SELECT, INSERT, UPDATE ON bill.correction TO tally_settle;
GRANT DELETE ON bill.correction TO tally_settle;
GRANT SELECT ON bill.correction TO tally_clerk, tally_supervisor, tally_auditor;

-- Closing an agreement is the only change of it a settlement may make.
GRANT UPDATE (valid_to) ON ref.agreement TO tally_settle;

ALTER TABLE bill.run ADD COLUMN kind text NOT NULL DEFAULT 'cycle' CONSTRAINT run_kind CHECK
    (kind IN ('cycle', 'final'));
ALTER TABLE bill.run ADD COLUMN reason text NOT NULL DEFAULT '';
COMMENT ON COLUMN bill.run.kind IS
    'cycle: the accounts of a district and month; final: one agreement that was closed off cycle';

ALTER TABLE bill.bill ADD COLUMN determinants json NOT NULL DEFAULT '[]';
COMMENT ON COLUMN bill.bill.determinants IS
    'what the lines were worked out from: a list of {name, value, unit}, each value a decimal string';
