-- 0030 report: the figures of the whole way on one page, each with its source.
--
-- Why a view: what the quick start prints, what an auditor selects and what a
-- test compares are the same rows.

CREATE VIEW api.report WITH (security_invoker = true) AS
WITH asked AS (
    SELECT count (*) AS n, count (DISTINCT meter_id) AS meters,
           count (*) FILTER (WHERE result = 'ok') AS ok,
           count (DISTINCT meter_id) FILTER (WHERE result = 'ok') AS meters_ok
      FROM collect.attempt
), quality AS (
    SELECT sum (n) AS n, sum (n_measured) AS measured, sum (n_estimated) AS estimated,
           sum (n_missing) AS missing
      FROM energy.day d
      JOIN ref.channel c USING (channel)
     WHERE c.is_energy AND d.block_version > 0
)
SELECT 10 AS place, 'Meters asked' AS item, a.meters::text AS figure, 'collect.attempt' AS source
  FROM asked a
UNION ALL
SELECT 11, 'Meters that answered', a.meters_ok::text, 'collect.attempt, result ok' FROM asked a
UNION ALL
SELECT 12, 'Questions asked, answered', a.n::text || ', ' || a.ok::text, 'collect.attempt'
  FROM asked a
UNION ALL
SELECT 20, 'Files imported', count (*)::text, 'collect.file' FROM collect.file
UNION ALL
SELECT 21, 'Raw frames', count (*)::text, 'raw.frame' FROM raw.frame
UNION ALL
SELECT 22, 'Raw values', coalesce (sum (n), 0)::text, 'raw.frame.n' FROM raw.frame
UNION ALL
SELECT 30, 'Intervals of closed days', coalesce (q.n, 0)::text, 'energy.day' FROM quality q
UNION ALL
SELECT 31, '  measured', coalesce (q.measured, 0)::text, 'energy.day.n_measured' FROM quality q
UNION ALL
SELECT 32, '  estimated', coalesce (q.estimated, 0)::text, 'energy.day.n_estimated' FROM quality q
UNION ALL
SELECT 33, '  missing', coalesce (q.missing, 0)::text, 'energy.day.n_missing' FROM quality q
UNION ALL
SELECT 40, 'Exceptions: ' || e.rule || ' (' || e.severity || ')', count (*)::text,
       'validate.exception'
  FROM validate.exception e
 GROUP BY e.rule, e.severity
UNION ALL
SELECT 60, 'Bills issued', count (*)::text, 'bill.bill, state issued'
  FROM bill.bill WHERE state = 'issued' AND kind <> 'credit'
UNION ALL
SELECT 61, 'Their sum, ' || b.currency, (sum (b.total_minor) / 100.0)::numeric (20, 2)::text,
       'bill.bill.total_minor'
  FROM bill.bill b WHERE b.state = 'issued' GROUP BY b.currency
UNION ALL
SELECT 62, 'Bills held back', count (*)::text, 'bill.bill, state held'
  FROM bill.bill WHERE state = 'held'
UNION ALL
SELECT 70, 'Settlements approved or published', count (*)::text, 'settle.settlement'
  FROM settle.settlement WHERE state IN ('approved', 'published')
UNION ALL
SELECT 80, 'Payments posted', count (*)::text, 'ledger.journal, kind payment'
  FROM ledger.journal WHERE kind = 'payment'
UNION ALL
SELECT 81, 'Their sum', (coalesce (sum (-e.amount_minor), 0) / 100.0)::numeric (20, 2)::text,
       'ledger.entry of those, receivable and unallocated'
  FROM ledger.entry e
  JOIN ledger.journal j USING (district_id, journal_id)
 WHERE j.kind = 'payment' AND e.code IN ('receivable', 'unallocated')
UNION ALL
SELECT 90, 'Journal sum', coalesce (sum (amount_minor), 0)::text, 'ledger.entry' FROM ledger.entry;

CREATE VIEW api.report_region WITH (security_invoker = true) AS
SELECT s.period_start, n.node_id, n.parent_id, n.kind, n.name, t.in_wh, t.generation_wh, t.out_wh,
       t.sold_wh, t.loss_wh,
       CASE WHEN t.in_wh + t.generation_wh - t.out_wh > 0
            THEN round (100.0 * t.loss_wh / (t.in_wh + t.generation_wh - t.out_wh), 2) END AS loss_percent
  FROM settle.settlement s
  JOIN settle.statement t USING (district_id, settlement_id)
  JOIN ref.node n USING (node_id)
 WHERE NOT EXISTS (SELECT FROM settle.settlement l
                    WHERE l.district_id = s.district_id AND l.period_start = s.period_start
                      AND l.version > s.version);

GRANT USAGE ON SCHEMA api TO tally_settle;
GRANT SELECT ON api.report, api.report_region
    TO tally_settle, tally_clerk, tally_supervisor, tally_auditor;
GRANT SELECT ON raw.frame TO tally_auditor;
