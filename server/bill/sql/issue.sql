WITH chosen AS (
    SELECT b.district_id, b.number
      FROM bill.bill b
     WHERE b.run_id = $1::uuid
       AND b.district_id IN (SELECT u.district_id FROM bill.unit u WHERE u.run_id = $1::uuid)
       AND b.state = 'ready'
     ORDER BY b.district_id, b.number
     LIMIT $3::integer
       FOR UPDATE
), issued AS (
    UPDATE bill.bill b
       SET state = 'issued', issued_on = $2::date, due_on = $2::date + a.due_days
      FROM chosen c, ref.account a
     WHERE b.district_id = c.district_id
       AND b.number = c.number
       AND a.district_id = b.district_id
       AND a.account_id = b.account_id
    RETURNING b.district_id, b.number, b.account_id, b.due_on
)
SELECT i.district_id, i.number, i.account_id, i.due_on - date '1970-01-01', coalesce (l.kind, ''),
       coalesce (sum (l.amount_minor), 0)
  FROM issued i
  LEFT JOIN bill.line l ON l.district_id = i.district_id AND l.number = i.number
 GROUP BY i.district_id, i.number, i.account_id, i.due_on, l.kind
 ORDER BY i.district_id, i.number, min (l.line_no)
