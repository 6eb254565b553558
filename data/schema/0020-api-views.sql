-- 0020 api: what the staff API shows of the stages' tables.
--
-- Why views: publish reads other stages only here, so a stage may change its
-- tables as long as it keeps these. They run with the rights of who asks, and
-- show a person of one district that district only (district 0: everything).

CREATE FUNCTION api.sees (district_id integer) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ref.own_district () IN (0, district_id);

-- The state of each local hour of a day from an interval block's flags, so that the
-- values need not be unpacked: 1 measured, 2 some estimated, 3 some missing, 4 all missing;
-- hours after the last interval are 0. See TallyWireCell.
CREATE FUNCTION api.hour_states (flags bytea, n integer, per_hour integer) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog
AS $$
DECLARE
    n_missing integer[] := array_fill (0, ARRAY[25]);
    is_estimated boolean[] := array_fill (false, ARRAY[25]);
    states integer[] := '{}';
    at integer := 0;
    i integer := 0;
    quality integer;
    run integer;
    shift integer;
    byte integer;
    part integer;
BEGIN
    WHILE at < coalesce (length (flags), 0) LOOP
        quality := get_byte (flags, at);
        at := at + 1;
        run := 0;
        shift := 0;
        LOOP
            byte := get_byte (flags, at);
            at := at + 1;
            run := run + ((byte & 127) << shift);
            shift := shift + 7;
            EXIT WHEN byte < 128;
        END LOOP;
        WHILE run > 0 AND i < n LOOP
            part := least (run, per_hour - i % per_hour);
            IF quality = 255 THEN
                n_missing[i / per_hour + 1] := n_missing[i / per_hour + 1] + part;
            ELSIF quality BETWEEN 1 AND 6 THEN
                is_estimated[i / per_hour + 1] := true;
            END IF;
            i := i + part;
            run := run - part;
        END LOOP;
    END LOOP;
    FOR hour IN 1 .. greatest (24, (n + per_hour - 1) / per_hour) LOOP
        states := states || CASE WHEN (hour - 1) * per_hour >= n THEN 0
                                 WHEN n_missing[hour] >= per_hour THEN 4
                                 WHEN n_missing[hour] > 0 THEN 3
                                 WHEN is_estimated[hour] THEN 2
                                 ELSE 1 END;
    END LOOP;
    RETURN states;
END
$$;

CREATE VIEW api.node WITH (security_invoker = true) AS
SELECT n.node_id, coalesce (n.parent_id, 0) AS parent_id, n.kind, n.code, n.name, n.district_id,
       n.voltage_v
  FROM ref.node n
 WHERE n.district_id = 0 OR api.sees (n.district_id);

CREATE VIEW api.point WITH (security_invoker = true) AS
SELECT p.district_id, p.point_id, p.code, p.name, p.kind, p.node_id, n.name AS node_name,
       p.interval_s, p.valid_from, p.valid_to, d.time_zone, p.schedule, p.capacity_w, p.channels
  FROM ref.point p
  JOIN ref.node n ON n.node_id = p.node_id
  JOIN ref.district d ON d.district_id = p.district_id
 WHERE api.sees (p.district_id);

-- Every version of a day; 0 is the day that has not closed yet.
CREATE VIEW api.block WITH (security_invoker = true) AS
SELECT b.district_id, b.point_id, b.channel, b.day, b.version, b.n, b.interval_s, b.payload,
       b.flags, b.made_by, b.made_at, b.reason, b.sum, b.digest
  FROM validate.block b
 WHERE api.sees (b.district_id)
UNION ALL
SELECT h.district_id, h.point_id, h.channel, h.day, 0, h.n, h.interval_s, h.payload, h.flags,
       '', h.newest_at, '', h.sum, NULL::bytea
  FROM validate.hot h
 WHERE api.sees (h.district_id);

CREATE VIEW api.attempt WITH (security_invoker = true) AS
SELECT a.district_id, a.point_id, a.meter_id, a.day, a.asked_at, a.answered_at, a.tries, a.result,
       a.reason, a.clock_offset_ms, g.name AS gateway, m.serial
  FROM collect.attempt a
  LEFT JOIN ref.gateway g ON g.district_id = a.district_id AND g.gateway_id = a.gateway_id
  LEFT JOIN ref.meter m ON m.district_id = a.district_id AND m.meter_id = a.meter_id
 WHERE api.sees (a.district_id);

CREATE VIEW api.import WITH (security_invoker = true) AS
SELECT i.district_id, i.import_id, i.name, i.format, encode (i.sha256, 'hex') AS sha256, i.state,
       i.person, i.n_intervals, i.n_new_frames, i.n_refused, i.report, i.made_at
  FROM collect.import i
 WHERE api.sees (i.district_id);

CREATE VIEW api.energy_day WITH (security_invoker = true) AS
SELECT e.district_id, e.point_id, e.channel, e.day, e.sum, e.n, e.n_measured, e.n_estimated,
       e.n_missing
  FROM energy.day e
 WHERE api.sees (e.district_id);

-- The newest version of each node's day.
CREATE VIEW api.balance WITH (security_invoker = true) AS
SELECT DISTINCT ON (b.district_id, b.node_id, b.day)
       b.district_id, b.node_id, n.parent_id, n.kind AS node_kind, n.name AS node_name, b.day,
       b.version, b.in_wh, b.generation_wh, b.out_wh, b.sold_wh, b.loss_wh, b.children_loss_wh,
       b.own_loss_wh, b.theoretical_loss_wh, b.estimated_ppm
  FROM energy.balance b
  JOIN api.node n ON n.node_id = b.node_id
 WHERE api.sees (b.district_id)
 ORDER BY b.district_id, b.node_id, b.day, b.version DESC;

CREATE VIEW api.bill_run WITH (security_invoker = true) AS
SELECT r.run_id, r.district_id, r.period_start, r.period_end, r.state, r.n_agreements, r.n_done,
       r.n_held, r.total_minor, r.started_by, extract (epoch FROM r.started_at)::bigint AS started_at,
       extract (epoch FROM r.finished_at)::bigint AS finished_at,
       encode (r.output_hash, 'hex') AS output_hash, r.message
  FROM bill.run r
 WHERE r.district_id = 0 OR api.sees (r.district_id);

CREATE VIEW api.bill WITH (security_invoker = true) AS
SELECT b.district_id, b.number, a.number AS account_number, c.name AS customer_name,
       a.address AS customer_address, b.agreement_id, b.point_id, b.period_start, b.period_end,
       b.version, b.kind, b.state, b.hold_reasons, b.tariff_code, b.tariff_version, b.currency,
       b.energy_wh, b.net_minor, b.tax_minor, b.total_minor, b.estimated_ppm, b.issued_on, b.due_on,
       b.run_id, encode (b.content_hash, 'hex') AS content_hash,
       encode (b.made_from, 'hex') AS made_from
  FROM bill.bill b
  JOIN ref.account a ON a.district_id = b.district_id AND a.account_id = b.account_id
  JOIN ref.customer c ON c.district_id = b.district_id AND c.customer_id = b.customer_id
 WHERE api.sees (b.district_id);

CREATE VIEW api.bill_line WITH (security_invoker = true) AS
SELECT l.district_id, l.number, l.line_no, l.kind, l.component, l.band, l.tier, l.quantity,
       l.quantity_exponent, l.unit, l.rate_micro, l.amount_minor, l.amount_exact, l.explain
  FROM bill.line l
 WHERE api.sees (l.district_id);

CREATE VIEW api.determinant WITH (security_invoker = true) AS
SELECT DISTINCT ON (d.district_id, d.agreement_id, d.period_start, d.name)
       d.district_id, d.agreement_id, d.period_start, d.name, d.value, d.unit, d.version
  FROM energy.determinant d
 WHERE api.sees (d.district_id)
 ORDER BY d.district_id, d.agreement_id, d.period_start, d.name, d.version DESC;

CREATE VIEW api.statement WITH (security_invoker = true) AS
SELECT s.settlement_id, s.node_id, coalesce (n.parent_id, 0) AS parent_id, n.kind, n.name,
       n.voltage_v, s.in_wh, s.generation_wh, s.out_wh, s.sold_wh, s.loss_wh, s.children_loss_wh,
       s.own_loss_wh, s.theoretical_loss_wh,
       coalesce (s.loss_wh * 1000000::numeric / nullif (s.in_wh + s.generation_wh - s.out_wh, 0),
                 0)::bigint AS loss_ppm,
       s.estimated_ppm
  FROM settle.statement s
  JOIN ref.node n ON n.node_id = s.node_id
 WHERE api.sees (s.district_id);

CREATE VIEW api.exchange_line WITH (security_invoker = true) AS
SELECT l.settlement_id, l.point_district_id, l.point_id, p.code, p.name,
       coalesce (f.name, '') AS from_name, t.name AS to_name, l.direction, l.band, l.main_wh,
       l.check_wh, l.settled_wh, l.used, l.rate_micro_per_kwh, l.amount_minor
  FROM settle.exchange_line l
  JOIN ref.point p ON p.district_id = l.point_district_id AND p.point_id = l.point_id
  JOIN ref.exchange x ON x.district_id = l.point_district_id AND x.point_id = l.point_id
  LEFT JOIN ref.node f ON f.node_id = x.from_node_id
  JOIN ref.node t ON t.node_id = x.to_node_id
 WHERE api.sees (l.district_id);

CREATE VIEW api.settlement_audit WITH (security_invoker = true) AS
SELECT a.settlement_id, a.rule, a.node_id, n.name AS node_name, a.result, a.figures, a.signed_by,
       a.reason
  FROM settle.audit a
  LEFT JOIN ref.node n ON n.node_id = a.node_id
 WHERE api.sees (a.district_id);

CREATE VIEW api.decision WITH (security_invoker = true) AS
SELECT d.settlement_id, d.step, d.from_state, d.to_state, d.person, d.reason,
       extract (epoch FROM d.decided_at)::bigint AS decided_at
  FROM settle.decision d
 WHERE api.sees (d.district_id);

-- in and loss are those of the topmost node stated.
CREATE VIEW api.settlement WITH (security_invoker = true) AS
SELECT s.district_id, s.settlement_id, s.period_start, s.period_end, s.version, s.reverses, s.state,
       s.drafted_by, s.submitted_by, s.decided_by,
       (SELECT count (*) FROM api.settlement_audit a
         WHERE a.settlement_id = s.settlement_id AND a.result = 'red') AS n_red,
       (SELECT count (*) FROM api.settlement_audit a
         WHERE a.settlement_id = s.settlement_id AND a.result = 'warn') AS n_warn,
       coalesce (top.in_wh, 0) AS in_wh, coalesce (top.loss_wh, 0) AS loss_wh,
       coalesce ((SELECT sum (l.amount_minor) FROM api.exchange_line l
                   WHERE l.settlement_id = s.settlement_id), 0)::bigint AS amount_minor,
       encode (s.content_hash, 'hex') AS content_hash
  FROM settle.settlement s
  LEFT JOIN LATERAL (SELECT t.in_wh, t.loss_wh
                       FROM api.statement t
                      WHERE t.settlement_id = s.settlement_id AND t.parent_id = 0
                      ORDER BY t.node_id
                      LIMIT 1) top ON true
 WHERE api.sees (s.district_id);

-- What a rule found, in words; the client says the same in its own language.
CREATE FUNCTION api.exception_text (rule text, n integer, found bigint, bound bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE rule
        WHEN 'off-grid' THEN format ('%s values are off the grid of intervals', found)
        WHEN 'future' THEN format ('%s values lie in the future of their arrival', found)
        WHEN 'uninstalled' THEN format ('%s values are of a meter that did not hang here', found)
        WHEN 'conflict' THEN format ('%s intervals were said twice, and differently', found)
        WHEN 'gap' THEN format ('%s intervals are estimated', found)
        WHEN 'missing' THEN format ('%s intervals are missing', found)
        WHEN 'register' THEN format ('intervals add up to %s, registers say %s', found, bound)
        WHEN 'register-decrease' THEN format ('the register went back from %s to %s', bound, found)
        WHEN 'rollover' THEN format ('the register passed its end, from %s to %s', bound, found)
        WHEN 'spike' THEN format ('the highest interval is %s, the third highest %s', found, bound)
        WHEN 'high-usage' THEN format ('%s used, %s is the most of like days', found, bound)
        WHEN 'low-usage' THEN format ('%s used, %s is the least of like days', found, bound)
        WHEN 'zero-run' THEN format ('zero for %s intervals, %s are allowed', found, bound)
        WHEN 'unchanged' THEN format ('unchanged for %s intervals, %s are allowed', found, bound)
        WHEN 'capacity' THEN format ('%s in an interval, %s is the capacity', found, bound)
        WHEN 'physical' THEN format ('%s in an interval, the transformers pass %s', found, bound)
        WHEN 'contract' THEN format ('%s in an interval, %s is contracted', found, bound)
        WHEN 'negative' THEN format ('%s in an interval', found)
        WHEN 'reverse' THEN format ('%s flowed out at a point that only takes', found)
        WHEN 'main-check' THEN format ('main and check meter differ by %s of %s', found, bound)
        WHEN 'sum' THEN format ('customers used %s, %s flowed into the area', found, bound)
        WHEN 'clock' THEN format ('the clock is off by %s ms, %s are allowed', found, bound)
        WHEN 'clock-set' THEN format ('the clock was set by %s ms', found)
        WHEN 'power-factor' THEN format ('power factor %s ppm, %s is the least', found, bound)
        WHEN 'quadrants' THEN format ('reactive energy no load can have, in %s intervals', n)
        WHEN 'status' THEN format ('the meter reports status %s', found)
        ELSE format ('%s against %s', found, bound)
    END;

CREATE VIEW api.exception WITH (security_invoker = true) AS
SELECT x.district_id || '.' || x.day || '.' || x.point_id || '.' || x.channel || '.' || x.rule || '.'
           || x.first_interval AS exception_id,
       x.district_id, x.day, x.point_id, p.code, p.name, x.channel, x.rule, x.first_interval,
       x.n_intervals, x.severity, x.figures, x.state,
       extract (epoch FROM x.found_at)::bigint AS found_at, n.name AS node_name,
       coalesce ((x.figures ->> 'found')::bigint, 0) AS figure,
       coalesce ((x.figures ->> 'limit')::bigint, 0) AS "limit",
       api.exception_text (x.rule, x.n_intervals, (x.figures ->> 'found')::bigint,
                           (x.figures ->> 'limit')::bigint) AS text,
       x.assigned_to, x.decided_by, extract (epoch FROM x.decided_at)::bigint AS decided_at,
       nullif (x.reason, '') AS reason
  FROM validate.exception x
  JOIN ref.point p ON p.district_id = x.district_id AND p.point_id = x.point_id
  JOIN ref.node n ON n.node_id = p.node_id
 WHERE api.sees (x.district_id);

CREATE VIEW api.installation WITH (security_invoker = true) AS
SELECT i.district_id, i.point_id, i.meter_id, m.serial, m.model, i.role, m.digits, m.accuracy_ppm,
       i.ct_primary || '/' || i.ct_secondary AS ct, i.pt_primary || '/' || i.pt_secondary AS pt,
       extract (epoch FROM i.valid_from)::bigint AS valid_from,
       extract (epoch FROM i.valid_to)::bigint AS valid_to, i.first_register_wh, i.last_register_wh,
       g.name AS gateway
  FROM ref.installation i
  JOIN ref.meter m ON m.district_id = i.district_id AND m.meter_id = i.meter_id
  LEFT JOIN ref.gateway g ON g.district_id = i.district_id AND g.gateway_id = i.gateway_id
 WHERE api.sees (i.district_id);

CREATE VIEW api.agreement WITH (security_invoker = true) AS
SELECT g.district_id, g.point_id, g.agreement_id, a.number AS account_number,
       c.name AS customer_name, g.tariff_code, coalesce (g.contracted_w, 0) AS contracted_w,
       g.valid_from, g.valid_to
  FROM ref.agreement g
  JOIN ref.account a ON a.district_id = g.district_id AND a.account_id = g.account_id
  JOIN ref.customer c ON c.district_id = a.district_id AND c.customer_id = a.customer_id
 WHERE api.sees (g.district_id);

GRANT SELECT ON ALL TABLES IN SCHEMA api TO tally_clerk, tally_supervisor, tally_auditor;
GRANT SELECT ON collect.request TO tally_auditor;
