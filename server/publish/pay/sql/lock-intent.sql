SELECT i.account_id, i.amount_minor, i.currency, i.state,
       (to_timestamp ($3::bigint) AT TIME ZONE d.time_zone)::date - date '1970-01-01',
       array_to_string (i.bill_numbers, ' ')
  FROM pay.intent i
  JOIN ref.district d ON d.district_id = i.district_id
 WHERE i.district_id = $1::integer
   AND i.intent_id = $2::uuid
   FOR UPDATE OF i
