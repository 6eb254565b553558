-- 0045 bill: the checks before release with their parameters and findings, and what clerks decide.

CREATE TABLE bill.parameter (
    check_name  text    NOT NULL CONSTRAINT parameter_check CHECK (check_name IN
        ('incomplete', 'estimated', 'history', 'zero', 'negative', 'first', 'last',
         'missing-tariff', 'over-capacity', 'unpriced')),
    version     integer NOT NULL CONSTRAINT parameter_version CHECK (version > 0),
    severity    text    NOT NULL CONSTRAINT parameter_severity CHECK
        (severity IN ('hold', 'note', 'off')),
    bound       bigint  NOT NULL CONSTRAINT parameter_bound CHECK (bound >= 0),
    least       bigint  NOT NULL CONSTRAINT parameter_least CHECK (least >= 0),
    set_by      text    NOT NULL,
    set_at      timestamptz NOT NULL DEFAULT now (),
    reason      text    NOT NULL,
    CONSTRAINT parameter_pk PRIMARY KEY (check_name, version),
    CONSTRAINT parameter_always CHECK (severity = 'hold'
        OR check_name NOT IN ('missing-tariff', 'unpriced'))
);
COMMENT ON TABLE bill.parameter IS
    'reference: parameters of the checks before release, each with its history; the highest version '
    'holds. What cannot be priced is always held';
COMMENT ON COLUMN bill.parameter.bound IS
    'incomplete: missing intervals allowed; estimated: share in ppm; history: percent of the usual '
    'amount; negative: minor units owed to the customer; over-capacity: percent of what was contracted';
COMMENT ON COLUMN bill.parameter.least IS
    'history: differences up to so many minor units are never held';

INSERT INTO bill.parameter (check_name, version, severity, bound, least, set_by, reason) VALUES
    ('incomplete', 1, 'hold', 0, 0, 'installation', ''),
    ('estimated', 1, 'hold', 100000, 0, 'installation', ''),
    ('history', 1, 'hold', 300, 20000, 'installation', ''),
    ('zero', 1, 'hold', 0, 0, 'installation', ''),
    ('negative', 1, 'hold', 0, 0, 'installation', ''),
    ('first', 1, 'hold', 0, 0, 'installation', ''),
    ('last', 1, 'hold', 0, 0, 'installation', ''),
    ('missing-tariff', 1, 'hold', 0, 0, 'installation', ''),
    ('over-capacity', 1, 'hold', 110, 0, 'installation', ''),
    ('unpriced', 1, 'hold', 0, 0, 'installation', '');

CREATE TABLE bill.finding (
    district_id integer NOT NULL,
    number      text    NOT NULL,
    check_name  text    NOT NULL,
    severity    text    NOT NULL CONSTRAINT finding_severity CHECK (severity IN ('hold', 'note')),
    found       bigint  NOT NULL,
    bound       bigint  NOT NULL,
    unit        text    NOT NULL,
    CONSTRAINT finding_pk PRIMARY KEY (district_id, number, check_name)
);
COMMENT ON TABLE bill.finding IS
    'large: what a check found in a bill: found against bound, both in unit (intervals, ppm, minor, '
    'Wh, W, day as days since 1970, or days)';

CREATE TABLE bill.decision (
    district_id  integer NOT NULL,
    decision_id  uuid    NOT NULL,
    number       text    NOT NULL,
    act          text    NOT NULL CONSTRAINT decision_act CHECK (act IN ('hold', 'release')),
    person       text    NOT NULL,
    reason       text    NOT NULL CONSTRAINT decision_reason CHECK (reason <> ''),
    decided_at   timestamptz NOT NULL DEFAULT now (),
    content_hash bytea   NOT NULL,
    CONSTRAINT decision_pk PRIMARY KEY (district_id, decision_id, number)
);
COMMENT ON TABLE bill.decision IS
    'large: who held or released which bill, and why; decision_id was made by who asked, so that a '
    'repeated request does nothing. A bill that is computed again to the same content stays decided';
CREATE INDEX decision_bill ON bill.decision (district_id, number, decided_at);

GRANT SELECT, INSERT ON bill.parameter, bill.decision TO tally_settle;
GRANT SELECT, INSERT, DELETE ON bill.finding TO tally_settle;
GRANT SELECT ON bill.parameter, bill.finding, bill.decision
    TO tally_clerk, tally_supervisor, tally_auditor;
