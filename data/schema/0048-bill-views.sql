-- 0048 views of bills: runs with how their bills stand, findings, decisions, corrections, to date.

CREATE OR REPLACE VIEW api.bill_run WITH (security_invoker = true) AS
SELECT r.run_id, r.district_id, r.period_start, r.period_end, r.state, r.n_agreements, r.n_done,
       coalesce (n.n_held, 0)::integer AS n_held, r.total_minor, r.started_by,
       extract (epoch FROM r.started_at)::bigint AS started_at,
       extract (epoch FROM r.finished_at)::bigint AS finished_at,
       encode (r.output_hash, 'hex') AS output_hash, r.message, r.kind,
       coalesce (n.n_ready, 0) AS n_ready, coalesce (n.n_issued, 0) AS n_issued
  FROM bill.run r
  LEFT JOIN LATERAL (SELECT count (*) FILTER (WHERE b.state = 'held') AS n_held,
                            count (*) FILTER (WHERE b.state = 'ready') AS n_ready,
                            count (*) FILTER (WHERE b.state IN ('issued', 'cancelled')) AS n_issued
                       FROM bill.bill b
                      WHERE b.run_id = r.run_id
                        AND b.kind <> 'credit'
                        AND b.district_id IN (SELECT u.district_id FROM bill.unit u
                                               WHERE u.run_id = r.run_id
                                              UNION ALL
                                              SELECT r.district_id)
                        AND api.sees (b.district_id)) n ON true
 WHERE r.district_id = 0 OR api.sees (r.district_id);

CREATE VIEW api.bill_parameter WITH (security_invoker = true) AS
SELECT p.check_name, p.version, p.severity, p.bound, p.least, p.set_by,
       extract (epoch FROM p.set_at)::bigint AS set_at, p.reason,
       p.version = max (p.version) OVER (PARTITION BY p.check_name) AS is_current
  FROM bill.parameter p;

CREATE VIEW api.bill_finding WITH (security_invoker = true) AS
SELECT f.district_id, f.number, f.check_name, f.severity, f.found, f.bound, f.unit
  FROM bill.finding f
 WHERE api.sees (f.district_id);

CREATE VIEW api.bill_decision WITH (security_invoker = true) AS
SELECT d.district_id, d.number, d.decision_id, d.act, d.person, d.reason,
       extract (epoch FROM d.decided_at)::bigint AS decided_at
  FROM bill.decision d
 WHERE api.sees (d.district_id);

DROP VIEW api.determinant;
CREATE VIEW api.determinant WITH (security_invoker = true) AS
SELECT b.district_id, b.number, b.agreement_id, b.period_start, d.name, d.value, d.unit, b.version
  FROM bill.bill b,
       LATERAL json_to_recordset (b.determinants) AS d (name text, value bigint, unit text)
 WHERE api.sees (b.district_id);

CREATE VIEW api.correction WITH (security_invoker = true) AS
SELECT c.district_id, c.correction_id, c.kind, c.state, c.number, c.new_number, c.credit_number,
       a.number AS account_number, k.name AS customer_name, b.period_start, b.period_end,
       b.currency, c.causes, c.changes, c.old_minor, c.new_minor,
       c.new_minor - c.old_minor AS difference_minor,
       extract (epoch FROM c.proposed_at)::bigint AS proposed_at, c.ordered_by,
       extract (epoch FROM c.ordered_at)::bigint AS ordered_at, c.reason, c.decided_by,
       extract (epoch FROM c.decided_at)::bigint AS decided_at, c.decision_reason
  FROM bill.correction c
  JOIN bill.bill b ON b.district_id = c.district_id AND b.number = c.number
  JOIN ref.account a ON a.district_id = b.district_id AND a.account_id = b.account_id
  JOIN ref.customer k ON k.district_id = b.district_id AND k.customer_id = b.customer_id
 WHERE api.sees (c.district_id);

-- The lines of two bills side by side: the same component, band, tier and season, and the same
-- one of several where a change of tariff makes parts.
CREATE FUNCTION bill.compare_lines (p_district_id integer, p_old text, p_new text)
    RETURNS TABLE (line_no integer, kind text, component text, band text, tier integer, unit text,
                   old_quantity text, new_quantity text, old_rate text, new_rate text,
                   old_minor bigint, new_minor bigint, difference_minor bigint)
    LANGUAGE sql STABLE SET search_path = pg_catalog
AS $$
    WITH lines AS (
        SELECT l.number = p_new AS is_new, l.line_no, l.kind, l.component, l.band, l.tier, l.unit,
               l.explain ->> 'quantity' AS quantity, l.explain ->> 'rate' AS rate, l.amount_minor,
               coalesce (l.explain ->> 'season', '') AS season,
               row_number () OVER (PARTITION BY l.number, l.kind, l.component, l.band, l.tier,
                                                l.explain ->> 'season'
                                   ORDER BY l.line_no) AS part
          FROM bill.line l
         WHERE l.district_id = p_district_id
           AND l.number IN (p_old, p_new)
    )
    SELECT row_number () OVER (ORDER BY coalesce (n.line_no, o.line_no), o.line_no)::integer,
           coalesce (n.kind, o.kind), coalesce (n.component, o.component),
           coalesce (n.band, o.band), coalesce (n.tier, o.tier)::integer,
           coalesce (n.unit, o.unit), o.quantity, n.quantity, o.rate, n.rate,
           coalesce (o.amount_minor, 0), coalesce (n.amount_minor, 0),
           coalesce (n.amount_minor, 0) - coalesce (o.amount_minor, 0)
      FROM (SELECT * FROM lines WHERE NOT is_new) o
      FULL JOIN (SELECT * FROM lines WHERE is_new) n
        ON n.kind = o.kind AND n.component = o.component AND n.band = o.band AND n.tier = o.tier
       AND n.season = o.season AND n.part = o.part
$$;
REVOKE ALL ON FUNCTION bill.compare_lines FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bill.compare_lines
    TO tally_settle, tally_clerk, tally_supervisor, tally_auditor;

-- One row an agreement: all that is not billed yet, and where its current month will end.
CREATE VIEW api.to_date WITH (security_invoker = true) AS
SELECT t.district_id, t.agreement_id, a.number AS account_number, c.name AS customer_name,
       p.code AS point_code, p.kind AS point_kind, t.tariff_code, t.tariff_version, t.currency,
       s.since, t.known_end, t.period_start, t.period_end, t.state, s.energy_wh, s.net_minor,
       s.tax_minor, s.total_minor, t.estimated_ppm, t.energy_wh AS month_wh,
       t.total_minor AS month_minor, t.forecast_wh, t.forecast_minor, t.low_minor, t.high_minor,
       t.lines, extract (epoch FROM t.newest_at)::bigint AS newest_at,
       extract (epoch FROM t.refreshed_at)::bigint AS refreshed_at
  FROM bill.to_date t
  JOIN ref.account a ON a.district_id = t.district_id AND a.account_id = t.account_id
  JOIN ref.customer c ON c.district_id = t.district_id AND c.customer_id = t.customer_id
  JOIN ref.point p ON p.district_id = t.district_id AND p.point_id = t.point_id
 CROSS JOIN LATERAL (SELECT min (x.period_start) AS since, sum (x.energy_wh)::bigint AS energy_wh,
                            sum (x.net_minor)::bigint AS net_minor,
                            sum (x.tax_minor)::bigint AS tax_minor,
                            sum (x.total_minor)::bigint AS total_minor
                       FROM bill.to_date x
                      WHERE x.district_id = t.district_id
                        AND x.agreement_id = t.agreement_id) s
 WHERE t.is_current
   AND api.sees (t.district_id);

GRANT SELECT ON api.bill_run, api.bill_parameter, api.bill_finding, api.bill_decision,
    api.determinant, api.correction, api.to_date
    TO tally_clerk, tally_supervisor, tally_auditor;

-- What customers read of it: their own rows alone, by the policies of the tables.
CREATE VIEW web.to_date WITH (security_invoker = true) AS
SELECT t.district_id, t.agreement_id, t.account_id, t.point_id, t.tariff_code, t.tariff_version,
       t.currency, t.period_start, t.period_end, t.is_current, t.known_end, t.state, t.energy_wh,
       t.net_minor, t.tax_minor, t.total_minor, t.estimated_ppm, t.newest_at, t.forecast_wh,
       t.forecast_minor, t.low_minor, t.high_minor, t.lines, t.refreshed_at
  FROM bill.to_date t;
COMMENT ON VIEW web.to_date IS
    'a row for each month that is not billed yet; is_current: the running month, which alone has a '
    'forecast; the bill to date is the sum over the rows of an agreement';

GRANT SELECT ON web.to_date TO tally_portal;
