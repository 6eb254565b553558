SELECT i.intent_id, i.amount_minor, i.state,
       (i.created_at AT TIME ZONE k.time_zone)::date
  FROM pay.intent i
  JOIN web.calendar k ON k.district_id = i.district_id
 ORDER BY i.created_at DESC
 LIMIT 12
