WITH issued AS (
    UPDATE bill.bill b
       SET state = 'issued', issued_on = $2::date, due_on = $2::date + a.due_days
      FROM ref.account a
     WHERE b.number = $1::text
       AND b.district_id = split_part ($1::text, '-', 1)::integer
       AND b.state = 'draft'
       AND a.district_id = b.district_id
       AND a.account_id = b.account_id
    RETURNING b.district_id, b.number, b.account_id, b.due_on
)
SELECT i.district_id, i.number, i.account_id, i.due_on - date '1970-01-01', coalesce (l.kind, ''),
       coalesce (sum (l.amount_minor), 0)
  FROM issued i
  LEFT JOIN bill.line l ON l.district_id = i.district_id AND l.number = i.number
 GROUP BY i.district_id, i.number, i.account_id, i.due_on, l.kind
 ORDER BY min (l.line_no)
