SELECT c.district_id, c.correction_id, c.kind, c.state, c.number, c.new_number, c.credit_number,
       c.account_number, c.customer_name, c.period_start, c.period_end, c.currency,
       to_json (c.causes) AS causes, c.old_minor, c.new_minor, c.difference_minor, c.proposed_at,
       c.ordered_by, c.ordered_at, c.reason, c.decided_by, c.decided_at, c.decision_reason,
       count (*) OVER () AS total
  FROM api.correction c
 WHERE $1::text IS NULL
    OR c.state = $1::text
 ORDER BY c.proposed_at DESC, c.number
 LIMIT $2::bigint OFFSET $3::bigint
