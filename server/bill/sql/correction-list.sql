SELECT coalesce (json_agg (json_build_object (
           'correction_id', c.correction_id, 'kind', c.kind, 'state', c.state, 'number', c.number,
           'new_number', c.new_number, 'causes', c.causes, 'old_minor', c.old_minor::text,
           'new_minor', c.new_minor::text, 'difference_minor', (c.new_minor - c.old_minor)::text,
           'ordered_by', c.ordered_by, 'reason', c.reason) ORDER BY c.number, c.proposed_at), '[]')
  FROM bill.correction c
 WHERE $1::text IS NULL
    OR c.state = $1::text
