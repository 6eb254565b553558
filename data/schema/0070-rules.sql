-- 0070 rules: parameters of the rules are changed by people, and who said what when stays.

-- A value for the same day may be said again, and the newest word holds; nothing is overwritten.
ALTER TABLE validate.parameter
    ADD COLUMN set_at timestamptz NOT NULL DEFAULT clock_timestamp (),
    ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE validate.parameter
    DROP CONSTRAINT parameter_pk,
    ADD CONSTRAINT parameter_pk PRIMARY KEY (point_kind, rule, name, valid_from, set_at);
COMMENT ON TABLE validate.parameter IS
    'reference: rule parameters per point kind, with history: of the values said for a day the newest '
    'holds, until the next day that has one';

-- Every rule's severity can be seen and set: -1 is the rule's own.
INSERT INTO validate.parameter (point_kind, rule, name, valid_from, value, set_by)
SELECT k.kind, r.rule, 'severity', DATE '2000-01-01', -1, 'installation'
  FROM unnest (ARRAY['gateway', 'large', 'community', 'boundary', 'generation']) AS k (kind)
 CROSS JOIN unnest (ARRAY['off-grid', 'future', 'uninstalled', 'conflict', 'gap', 'missing', 'register',
                          'register-decrease', 'rollover', 'spike', 'high-usage', 'low-usage',
                          'zero-run', 'unchanged', 'capacity', 'physical', 'contract', 'negative',
                          'reverse', 'main-check', 'sum', 'clock', 'clock-set', 'power-factor',
                          'quadrants', 'status']) AS r (rule)
 WHERE NOT EXISTS (SELECT FROM validate.parameter p
                    WHERE p.point_kind = k.kind AND p.rule = r.rule AND p.name = 'severity');

CREATE VIEW api.parameter WITH (security_invoker = true) AS
SELECT p.point_kind, p.rule, p.name, p.valid_from, p.value, p.set_by,
       extract (epoch FROM p.set_at)::bigint AS set_at, p.reason,
       row_number () OVER (PARTITION BY p.point_kind, p.rule, p.name, p.valid_from
                               ORDER BY p.set_at DESC) = 1 AS is_newest
  FROM validate.parameter p;

GRANT SELECT ON api.parameter TO tally_clerk, tally_supervisor, tally_auditor;
