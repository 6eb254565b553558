-- 0006 energy: sums of points and balances of nodes.

CREATE TABLE energy.day (
    district_id  integer  NOT NULL,
    point_id     bigint   NOT NULL,
    channel      smallint NOT NULL,
    day          date     NOT NULL,
    sum          bigint   NOT NULL,
    n            integer  NOT NULL,
    n_measured   integer  NOT NULL,
    n_estimated  integer  NOT NULL,
    n_missing    integer  NOT NULL,
    max          bigint   NOT NULL,
    max_at       timestamptz,
    block_version integer NOT NULL,
    hours        bigint[] NOT NULL,
    CONSTRAINT day_pk PRIMARY KEY (district_id, point_id, channel, day)
) PARTITION BY RANGE (day);
CREATE TABLE energy.day_default PARTITION OF energy.day DEFAULT;
COMMENT ON TABLE energy.day IS
    'large: statistics of the newest version of a day (block_version 0: the open day); hours holds the '
    'energy of each local hour in order';

CREATE TABLE energy.month (
    district_id  integer  NOT NULL,
    point_id     bigint   NOT NULL,
    channel      smallint NOT NULL,
    month        date     NOT NULL,
    sum          bigint   NOT NULL,
    n            integer  NOT NULL,
    n_measured   integer  NOT NULL,
    n_estimated  integer  NOT NULL,
    n_missing    integer  NOT NULL,
    max          bigint   NOT NULL,
    max_at       timestamptz,
    n_days       integer  NOT NULL,
    CONSTRAINT month_pk PRIMARY KEY (district_id, point_id, channel, month)
);
COMMENT ON TABLE energy.month IS 'large: statistics of the closed days of a month, kept with them';

CREATE TABLE energy.balance (
    district_id  integer NOT NULL,
    node_id      integer NOT NULL CONSTRAINT balance_node_fk REFERENCES ref.node,
    day          date    NOT NULL,
    version      integer NOT NULL,
    in_wh        bigint  NOT NULL,
    generation_wh bigint NOT NULL,
    out_wh       bigint  NOT NULL,
    sold_wh      bigint  NOT NULL,
    loss_wh      bigint  NOT NULL,
    children_loss_wh bigint NOT NULL,
    own_loss_wh  bigint  NOT NULL,
    theoretical_loss_wh bigint NOT NULL,
    n            integer NOT NULL,
    estimated_ppm integer NOT NULL,
    in_block     bytea   NOT NULL,
    out_block    bytea   NOT NULL,
    sold_block   bytea   NOT NULL,
    made_from    bytea   NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT now (),
    CONSTRAINT balance_pk PRIMARY KEY (district_id, node_id, day, version),
    CONSTRAINT balance_closes CHECK (in_wh + generation_wh - out_wh - sold_wh = loss_wh
        AND children_loss_wh + own_loss_wh = loss_wh)
) PARTITION BY RANGE (day);
CREATE TABLE energy.balance_default PARTITION OF energy.balance DEFAULT;
COMMENT ON TABLE energy.balance IS
    'large: the energy balance of a node and day; in_block includes own generation; the blocks hold n '
    'intervals each, without flags';

CREATE TABLE energy.determinant (
    district_id   integer NOT NULL,
    agreement_id  bigint  NOT NULL,
    period_start  date    NOT NULL,
    period_end    date    NOT NULL,
    version       integer NOT NULL,
    name          text    NOT NULL,
    value         bigint  NOT NULL,
    unit          text    NOT NULL,
    made_from     bytea   NOT NULL,
    CONSTRAINT determinant_pk PRIMARY KEY (district_id, agreement_id, period_start, version, name)
);
COMMENT ON TABLE energy.determinant IS 'large: billing determinants of an agreement and period';

GRANT SELECT, INSERT, UPDATE, DELETE ON energy.day TO tally_settle;
GRANT SELECT, INSERT, UPDATE ON energy.month TO tally_settle;
GRANT SELECT ON energy.month TO tally_clerk, tally_supervisor, tally_auditor;
GRANT SELECT, INSERT ON energy.balance, energy.determinant TO tally_settle;
GRANT SELECT ON energy.day, energy.balance, energy.determinant
    TO tally_clerk, tally_supervisor, tally_auditor;
GRANT SELECT ON energy.day TO tally_portal;

ALTER TABLE energy.day ENABLE ROW LEVEL SECURITY;
ALTER TABLE energy.day FORCE ROW LEVEL SECURITY;
CREATE POLICY day_staff ON energy.day TO tally_owner, tally_settle, tally_clerk, tally_supervisor,
    tally_auditor, tally_backup USING (true) WITH CHECK (true);
CREATE POLICY day_own ON energy.day FOR SELECT TO tally_portal
    USING (district_id = ref.own_district () AND point_id IN
        (SELECT p.point_id FROM ref.point p WHERE p.district_id = ref.own_district ()));
