SELECT json_build_object (
           'correction_id', c.correction_id, 'kind', c.kind, 'state', c.state, 'number', c.number,
           'new_number', c.new_number, 'credit_number', c.credit_number, 'causes', c.causes,
           'changes', c.changes, 'old_minor', c.old_minor::text, 'new_minor', c.new_minor::text,
           'difference_minor', (c.new_minor - c.old_minor)::text, 'ordered_by', c.ordered_by,
           'reason', c.reason, 'decided_by', c.decided_by, 'decision_reason', c.decision_reason,
           'lines', (SELECT coalesce (json_agg (json_build_object (
                        'kind', l.kind, 'component', l.component, 'band', l.band, 'tier', l.tier,
                        'unit', l.unit, 'old_quantity', l.old_quantity,
                        'new_quantity', l.new_quantity, 'old_rate', l.old_rate,
                        'new_rate', l.new_rate, 'old_minor', l.old_minor::text,
                        'new_minor', l.new_minor::text,
                        'difference_minor', l.difference_minor::text) ORDER BY l.line_no), '[]')
                       FROM bill.compare_lines (c.district_id, c.number,
                                               coalesce (c.new_number, '')) l))
  FROM bill.correction c
 WHERE c.correction_id = $1::uuid
