-- A correction with what changed and every line of both bills side by side.
SELECT json_build_object (
           'district_id', c.district_id, 'correction_id', c.correction_id, 'kind', c.kind,
           'state', c.state, 'number', c.number, 'new_number', c.new_number,
           'credit_number', c.credit_number, 'account_number', c.account_number,
           'customer_name', c.customer_name, 'period_start', c.period_start,
           'period_end', c.period_end, 'currency', c.currency, 'causes', c.causes,
           'old_minor', c.old_minor, 'new_minor', c.new_minor,
           'difference_minor', c.difference_minor, 'proposed_at', c.proposed_at,
           'ordered_by', c.ordered_by, 'ordered_at', c.ordered_at, 'reason', c.reason,
           'decided_by', c.decided_by, 'decided_at', c.decided_at,
           'decision_reason', c.decision_reason) AS summary,
       c.changes,
       (SELECT coalesce (json_agg (json_build_object (
                   'line_no', l.line_no, 'kind', l.kind, 'component', l.component, 'band', l.band,
                   'tier', l.tier, 'unit', l.unit, 'old_quantity', l.old_quantity,
                   'new_quantity', l.new_quantity, 'old_rate', l.old_rate,
                   'new_rate', l.new_rate, 'old_minor', l.old_minor, 'new_minor', l.new_minor,
                   'difference_minor', l.difference_minor) ORDER BY l.line_no), '[]')
          FROM bill.compare_lines (c.district_id, c.number, coalesce (c.new_number, '')) l) AS lines
  FROM api.correction c
 WHERE c.correction_id = $1::uuid
