SELECT o.account_id, a.number, a.address, o.bill_number, coalesce (b.period_start::text, ''),
       o.owed_minor, coalesce (o.due_on::text, ''), coalesce (o.due_on < k.today, false)
  FROM web.owed o
  JOIN web.calendar k ON k.district_id = o.district_id
  JOIN ref.account a ON a.district_id = o.district_id AND a.account_id = o.account_id
  LEFT JOIN bill.bill b ON b.district_id = o.district_id AND b.number = o.bill_number
 ORDER BY o.account_id, o.due_on, o.bill_number
 LIMIT 360
