SELECT coalesce (r.bill_number, ''), r.paid_minor, r.booked_on
  FROM pay.receipt r
 WHERE r.district_id = $1::integer
   AND r.intent_id = $2::uuid
 ORDER BY r.entry_no
