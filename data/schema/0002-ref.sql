-- 0002 ref: master data. Who is in the grid, what hangs where, and since when.
--
-- Why: every figure names the row of ref it was made with, so a row that was
-- in force is ended (valid_to), never changed.
-- Dates are local days of the district, [valid_from, valid_to).

CREATE TABLE ref.district (
    district_id   integer PRIMARY KEY,
    code          text    NOT NULL CONSTRAINT district_code_key UNIQUE,
    name          text    NOT NULL,
    time_zone     text    NOT NULL,
    currency      text    NOT NULL,
    minor_digits  smallint NOT NULL CONSTRAINT district_minor_digits CHECK (minor_digits BETWEEN 0 AND 4)
);
COMMENT ON TABLE ref.district IS
    'reference: county-level companies; 0 is the head office, owner of the nodes above them';

CREATE TABLE ref.node (
    node_id      integer PRIMARY KEY,
    parent_id    integer CONSTRAINT node_parent_fk REFERENCES ref.node,
    district_id  integer NOT NULL CONSTRAINT node_district_fk REFERENCES ref.district,
    kind         text    NOT NULL CONSTRAINT node_kind_known CHECK
        (kind IN ('grid', 'province', 'city', 'district', 'substation', 'line', 'area')),
    code         text    NOT NULL CONSTRAINT node_code_key UNIQUE,
    name         text    NOT NULL,
    voltage_v    integer NOT NULL CONSTRAINT node_voltage_positive CHECK (voltage_v > 0),
    -- for the theoretical loss of a transformer area or line
    no_load_loss_w integer NOT NULL DEFAULT 0,
    rated_va     bigint  NOT NULL DEFAULT 0,
    load_loss_w  integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE ref.node IS 'reference: the region tree, grid company down to transformer area';

CREATE TABLE ref.channel (
    channel  smallint PRIMARY KEY,
    code     text     NOT NULL CONSTRAINT channel_code_key UNIQUE,
    name     text     NOT NULL,
    unit     text     NOT NULL,
    is_energy boolean NOT NULL
);
COMMENT ON TABLE ref.channel IS 'reference: what a meter can measure';
INSERT INTO ref.channel VALUES
    (1, 'A+', 'Active energy import', 'Wh', true),
    (2, 'A-', 'Active energy export', 'Wh', true),
    (3, 'R+', 'Reactive energy import', 'varh', true),
    (4, 'R-', 'Reactive energy export', 'varh', true),
    (10, 'U', 'Voltage', 'mV', false),
    (11, 'I', 'Current', 'mA', false),
    (12, 'P', 'Active power', 'W', false),
    (13, 'D', 'Maximum demand', 'W', false),
    (20, 'S', 'Status word of the meter', 'bits', false),
    (101, 'A+ check', 'Active energy import of the check meter', 'Wh', false),
    (102, 'A- check', 'Active energy export of the check meter', 'Wh', false);

CREATE TABLE ref.tariff (
    tariff_code  text    NOT NULL,
    version      integer NOT NULL,
    name         text    NOT NULL,
    valid_from   date    NOT NULL,
    valid_to     date,
    document     text    NOT NULL,
    sha256       bytea   NOT NULL,
    drafted_by   text    NOT NULL,
    signed_by    text    NOT NULL,
    CONSTRAINT tariff_pk PRIMARY KEY (tariff_code, version),
    CONSTRAINT tariff_two_people CHECK (drafted_by <> signed_by),
    CONSTRAINT tariff_dates CHECK (valid_to > valid_from)
);
COMMENT ON TABLE ref.tariff IS
    'reference: tariff documents, exactly as signed; sha256 is that of the document''s bytes';

CREATE TABLE ref.holiday (
    calendar  text NOT NULL,
    day       date NOT NULL,
    name      text NOT NULL,
    day_type  text NOT NULL CONSTRAINT holiday_day_type CHECK (day_type IN ('holiday', 'workday')),
    CONSTRAINT holiday_pk PRIMARY KEY (calendar, day)
);
COMMENT ON TABLE ref.holiday IS 'reference: holidays, and weekend days worked instead';

CREATE TABLE ref.gateway (
    district_id  integer NOT NULL,
    gateway_id   integer NOT NULL,
    name         text    NOT NULL,
    host         text    NOT NULL,
    port         integer NOT NULL CONSTRAINT gateway_port CHECK (port BETWEEN 1 AND 65535),
    transport    text    NOT NULL DEFAULT 'tcp' CONSTRAINT gateway_transport
        CHECK (transport IN ('tcp', 'rtu', 'rtu-over-tcp')),
    CONSTRAINT gateway_pk PRIMARY KEY (district_id, gateway_id)
);
COMMENT ON TABLE ref.gateway IS 'large: communication gateways; one connection each';

CREATE TABLE ref.point (
    district_id  integer NOT NULL,
    point_id     bigint  NOT NULL,
    code         text    NOT NULL,
    name         text    NOT NULL,
    kind         text    NOT NULL CONSTRAINT point_kind_known CHECK
        (kind IN ('gateway', 'large', 'community', 'boundary', 'generation')),
    node_id      integer NOT NULL CONSTRAINT point_node_fk REFERENCES ref.node,
    schedule     text    NOT NULL CONSTRAINT point_schedule_known CHECK
        (schedule IN ('gateway', 'large', 'community')),
    interval_s   integer NOT NULL DEFAULT 900,
    capacity_w   bigint  NOT NULL CONSTRAINT point_capacity_positive CHECK (capacity_w > 0),
    channels     smallint[] NOT NULL,
    valid_from   date    NOT NULL,
    valid_to     date,
    CONSTRAINT point_pk PRIMARY KEY (district_id, point_id),
    CONSTRAINT point_code_key UNIQUE (district_id, code)
);
COMMENT ON TABLE ref.point IS
    'large: metering points. gateway = exchange point between companies; boundary = the meter of an '
    'area, line or substation at its inflow; generation = own generation feeding the node';
COMMENT ON COLUMN ref.point.node_id IS
    'the node whose customer, inflow or generation it measures; of a gateway, the receiving side of A+';
CREATE INDEX point_node ON ref.point (district_id, node_id);

CREATE TABLE ref.exchange (
    district_id   integer NOT NULL,
    point_id      bigint  NOT NULL,
    from_node_id  integer CONSTRAINT exchange_from_fk REFERENCES ref.node,
    to_node_id    integer NOT NULL CONSTRAINT exchange_to_fk REFERENCES ref.node,
    tolerance_ppm integer NOT NULL,
    tariff_code   text    NOT NULL,
    CONSTRAINT exchange_pk PRIMARY KEY (district_id, point_id),
    CONSTRAINT exchange_point_fk FOREIGN KEY (district_id, point_id)
        REFERENCES ref.point (district_id, point_id),
    CONSTRAINT exchange_two_sides CHECK (from_node_id IS DISTINCT FROM to_node_id)
);
COMMENT ON TABLE ref.exchange IS
    'large: what flows over a gateway point: A+ from from_node (NULL: outside the grid) into to_node, '
    'A- back; tolerance is the combined accuracy of main and check meter';

CREATE TABLE ref.meter (
    district_id  integer  NOT NULL,
    meter_id     bigint   NOT NULL,
    serial       text     NOT NULL,
    model        text     NOT NULL,
    digits       smallint NOT NULL CONSTRAINT meter_digits CHECK (digits BETWEEN 4 AND 18),
    accuracy_ppm integer  NOT NULL,
    CONSTRAINT meter_pk PRIMARY KEY (district_id, meter_id),
    CONSTRAINT meter_serial_key UNIQUE (district_id, serial)
);
COMMENT ON TABLE ref.meter IS 'large: meters as assets; model names a register map of data/meters';
COMMENT ON COLUMN ref.meter.digits IS 'decimal digits of its registers in Wh; it rolls over at 10^digits';

CREATE TABLE ref.installation (
    district_id  integer  NOT NULL,
    point_id     bigint   NOT NULL,
    meter_id     bigint   NOT NULL,
    role         text     NOT NULL CONSTRAINT installation_role CHECK (role IN ('main', 'check')),
    valid_from   timestamptz NOT NULL,
    valid_to     timestamptz,
    ct_primary   integer  NOT NULL DEFAULT 1,
    ct_secondary integer  NOT NULL DEFAULT 1,
    pt_primary   integer  NOT NULL DEFAULT 1,
    pt_secondary integer  NOT NULL DEFAULT 1,
    gateway_id   integer  NOT NULL,
    unit_id      smallint NOT NULL CONSTRAINT installation_unit CHECK (unit_id BETWEEN 1 AND 247),
    first_register_wh bigint NOT NULL,
    last_register_wh  bigint,
    CONSTRAINT installation_pk PRIMARY KEY (district_id, point_id, role, valid_from),
    CONSTRAINT installation_point_fk FOREIGN KEY (district_id, point_id)
        REFERENCES ref.point (district_id, point_id),
    CONSTRAINT installation_meter_fk FOREIGN KEY (district_id, meter_id)
        REFERENCES ref.meter (district_id, meter_id),
    CONSTRAINT installation_gateway_fk FOREIGN KEY (district_id, gateway_id)
        REFERENCES ref.gateway (district_id, gateway_id),
    CONSTRAINT installation_ratios CHECK (ct_primary > 0 AND ct_secondary > 0
        AND pt_primary > 0 AND pt_secondary > 0),
    CONSTRAINT installation_dates CHECK (valid_to > valid_from)
);
COMMENT ON TABLE ref.installation IS
    'large: which meter measured a point over which time, with its ratios; a primary value is the '
    'register times CT and PT ratio';
CREATE INDEX installation_meter ON ref.installation (district_id, meter_id);

CREATE TABLE ref.customer (
    district_id  integer NOT NULL,
    customer_id  bigint  NOT NULL,
    kind         text    NOT NULL CONSTRAINT customer_kind CHECK (kind IN ('person', 'organisation')),
    name         text    NOT NULL,
    email        text    NOT NULL,
    language     text    NOT NULL DEFAULT 'en' CONSTRAINT customer_language
        CHECK (language IN ('en', 'zh_CN')),
    CONSTRAINT customer_pk PRIMARY KEY (district_id, customer_id)
);
COMMENT ON TABLE ref.customer IS 'large: persons and organisations';

CREATE TABLE ref.account (
    district_id  integer NOT NULL,
    account_id   bigint  NOT NULL,
    customer_id  bigint  NOT NULL,
    number       text    NOT NULL,
    address      text    NOT NULL,
    cycle        text    NOT NULL DEFAULT 'monthly',
    due_days     smallint NOT NULL DEFAULT 20,
    CONSTRAINT account_pk PRIMARY KEY (district_id, account_id),
    CONSTRAINT account_number_key UNIQUE (district_id, number),
    CONSTRAINT account_customer_fk FOREIGN KEY (district_id, customer_id)
        REFERENCES ref.customer (district_id, customer_id)
);
COMMENT ON TABLE ref.account IS 'large: who pays';
CREATE INDEX account_customer ON ref.account (district_id, customer_id);

CREATE TABLE ref.agreement (
    district_id   integer NOT NULL,
    agreement_id  bigint  NOT NULL,
    account_id    bigint  NOT NULL,
    point_id      bigint  NOT NULL,
    tariff_code   text    NOT NULL,
    contracted_w  bigint,
    contracted_va bigint,
    phases        smallint NOT NULL DEFAULT 1,
    choice        text    NOT NULL DEFAULT 'demand' CONSTRAINT agreement_choice
        CHECK (choice IN ('demand', 'capacity')),
    valid_from    date    NOT NULL,
    valid_to      date,
    CONSTRAINT agreement_pk PRIMARY KEY (district_id, agreement_id),
    CONSTRAINT agreement_account_fk FOREIGN KEY (district_id, account_id)
        REFERENCES ref.account (district_id, account_id),
    CONSTRAINT agreement_point_fk FOREIGN KEY (district_id, point_id)
        REFERENCES ref.point (district_id, point_id),
    CONSTRAINT agreement_dates CHECK (valid_to > valid_from)
);
COMMENT ON TABLE ref.agreement IS 'large: service agreements: point, tariff and capacity over a time';
CREATE INDEX agreement_account ON ref.agreement (district_id, account_id);
CREATE INDEX agreement_point ON ref.agreement (district_id, point_id);

GRANT SELECT ON ALL TABLES IN SCHEMA ref TO tally_collector, tally_settle, tally_api,
    tally_clerk, tally_supervisor, tally_auditor;
GRANT SELECT ON ref.district, ref.channel, ref.tariff, ref.holiday TO tally_portal;
GRANT SELECT ON ref.customer, ref.account, ref.agreement, ref.point TO tally_portal;

-- A customer sees own rows. The web module sets tally.district_id and
-- tally.customer_id for the length of one request; without them nothing shows.
CREATE FUNCTION ref.own_district () RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif (current_setting ('tally.district_id', true), '')::integer;
CREATE FUNCTION ref.own_customer () RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif (current_setting ('tally.customer_id', true), '')::bigint;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['customer', 'account', 'agreement', 'point'] LOOP
        EXECUTE format ('ALTER TABLE ref.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format ('ALTER TABLE ref.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format ('CREATE POLICY %I ON ref.%I TO tally_owner, tally_collector, tally_settle, '
                        'tally_api, tally_clerk, tally_supervisor, tally_auditor, tally_backup '
                        'USING (true) WITH CHECK (true)', name || '_staff', name);
    END LOOP;
END
$$;

CREATE POLICY customer_own ON ref.customer FOR SELECT TO tally_portal
    USING (district_id = ref.own_district () AND customer_id = ref.own_customer ());
CREATE POLICY account_own ON ref.account FOR SELECT TO tally_portal
    USING (district_id = ref.own_district () AND customer_id = ref.own_customer ());
CREATE POLICY agreement_own ON ref.agreement FOR SELECT TO tally_portal
    USING (district_id = ref.own_district () AND account_id IN
        (SELECT a.account_id FROM ref.account a WHERE a.district_id = ref.own_district ()));
CREATE POLICY point_own ON ref.point FOR SELECT TO tally_portal
    USING (district_id = ref.own_district () AND point_id IN
        (SELECT g.point_id FROM ref.agreement g WHERE g.district_id = ref.own_district ()));
