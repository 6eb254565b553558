-- 0007 settle: settlements of a period between regions and companies.

CREATE TABLE settle.settlement (
    district_id    integer NOT NULL,
    settlement_id  uuid    NOT NULL,
    period_start   date    NOT NULL,
    period_end     date    NOT NULL,
    version        integer NOT NULL,
    reverses       uuid,
    state          text    NOT NULL CONSTRAINT settlement_state CHECK
        (state IN ('draft', 'audited', 'submitted', 'approved', 'returned', 'published')),
    drafted_by     text    NOT NULL,
    submitted_by   text,
    decided_by     text,
    content_hash   bytea,
    CONSTRAINT settlement_pk PRIMARY KEY (district_id, settlement_id),
    CONSTRAINT settlement_once UNIQUE (district_id, period_start, version),
    CONSTRAINT settlement_four_eyes CHECK (decided_by <> submitted_by),
    CONSTRAINT settlement_submitted CHECK (state NOT IN ('submitted', 'approved', 'published')
        OR submitted_by IS NOT NULL),
    CONSTRAINT settlement_decided CHECK (state NOT IN ('approved', 'published')
        OR decided_by IS NOT NULL)
);
COMMENT ON TABLE settle.settlement IS 'large: one settlement of one period; preparer is never approver';

CREATE TABLE settle.statement (
    district_id    integer NOT NULL,
    settlement_id  uuid    NOT NULL,
    node_id        integer NOT NULL CONSTRAINT statement_node_fk REFERENCES ref.node,
    in_wh          bigint  NOT NULL,
    generation_wh  bigint  NOT NULL,
    out_wh         bigint  NOT NULL,
    sold_wh        bigint  NOT NULL,
    loss_wh        bigint  NOT NULL,
    children_loss_wh bigint NOT NULL,
    own_loss_wh    bigint  NOT NULL,
    theoretical_loss_wh bigint NOT NULL,
    estimated_ppm  integer NOT NULL,
    n_days         integer NOT NULL,
    made_from      bytea   NOT NULL,
    CONSTRAINT statement_pk PRIMARY KEY (district_id, settlement_id, node_id),
    CONSTRAINT statement_settlement_fk FOREIGN KEY (district_id, settlement_id)
        REFERENCES settle.settlement (district_id, settlement_id),
    CONSTRAINT statement_closes CHECK (in_wh + generation_wh - out_wh - sold_wh = loss_wh
        AND children_loss_wh + own_loss_wh = loss_wh)
);
COMMENT ON TABLE settle.statement IS 'large: the statement of one node';

CREATE TABLE settle.exchange_line (
    district_id    integer  NOT NULL,
    settlement_id  uuid     NOT NULL,
    point_district_id integer NOT NULL,
    point_id       bigint   NOT NULL,
    direction      text     NOT NULL CONSTRAINT exchange_line_direction CHECK
        (direction IN ('in', 'out')),
    band           text     NOT NULL,
    main_wh        bigint   NOT NULL,
    check_wh       bigint   NOT NULL,
    settled_wh     bigint   NOT NULL,
    used           text     NOT NULL CONSTRAINT exchange_line_used CHECK
        (used IN ('main', 'check', 'mixed')),
    rate_micro_per_kwh bigint NOT NULL,
    amount_minor   bigint   NOT NULL,
    made_from      bytea    NOT NULL,
    CONSTRAINT exchange_line_pk
        PRIMARY KEY (district_id, settlement_id, point_district_id, point_id, direction, band),
    CONSTRAINT exchange_line_settlement_fk FOREIGN KEY (district_id, settlement_id)
        REFERENCES settle.settlement (district_id, settlement_id)
);
COMMENT ON TABLE settle.exchange_line IS 'large: what one company owes another at an exchange point';

CREATE TABLE settle.audit (
    district_id    integer NOT NULL,
    settlement_id  uuid    NOT NULL,
    rule           text    NOT NULL,
    node_id        integer NOT NULL,
    result         text    NOT NULL CONSTRAINT audit_result CHECK
        (result IN ('green', 'warn', 'red', 'signed')),
    figures        jsonb   NOT NULL,
    signed_by      text,
    reason         text,
    CONSTRAINT audit_pk PRIMARY KEY (district_id, settlement_id, rule, node_id),
    CONSTRAINT audit_settlement_fk FOREIGN KEY (district_id, settlement_id)
        REFERENCES settle.settlement (district_id, settlement_id),
    CONSTRAINT audit_signed CHECK (result <> 'signed' OR (signed_by IS NOT NULL AND reason <> ''))
);
COMMENT ON TABLE settle.audit IS 'large: what each audit rule said of a settlement';

CREATE TABLE settle.decision (
    district_id    integer NOT NULL,
    settlement_id  uuid    NOT NULL,
    step           integer NOT NULL,
    from_state     text    NOT NULL,
    to_state       text    NOT NULL,
    person         text    NOT NULL,
    reason         text    NOT NULL DEFAULT '',
    decided_at     timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT decision_pk PRIMARY KEY (district_id, settlement_id, step),
    CONSTRAINT decision_settlement_fk FOREIGN KEY (district_id, settlement_id)
        REFERENCES settle.settlement (district_id, settlement_id),
    CONSTRAINT decision_return_says_why CHECK (to_state <> 'returned' OR reason <> '')
);
COMMENT ON TABLE settle.decision IS 'large: who moved a settlement, when and why; append-only';

GRANT SELECT, INSERT, UPDATE ON settle.settlement TO tally_settle;
GRANT SELECT, INSERT, DELETE ON settle.statement, settle.exchange_line TO tally_settle;
GRANT SELECT, INSERT, UPDATE, DELETE ON settle.audit TO tally_settle;
GRANT SELECT, INSERT ON settle.decision TO tally_settle;
GRANT SELECT ON ALL TABLES IN SCHEMA settle TO tally_clerk, tally_supervisor, tally_auditor;
GRANT UPDATE (state, submitted_by) ON settle.settlement TO tally_clerk;
GRANT UPDATE (state, decided_by) ON settle.settlement TO tally_supervisor;
GRANT INSERT ON settle.decision TO tally_clerk, tally_supervisor;
