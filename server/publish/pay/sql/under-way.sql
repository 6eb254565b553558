-- The intent of that id, or the open one of the same bills.
SELECT i.intent_id, i.account_id, i.amount_minor, i.currency, i.state, i.idempotency_key,
       coalesce (i.bank_url, ''), i.return_url, array_to_string (i.bill_numbers, ' ')
  FROM pay.intent i
 WHERE i.district_id = $1::integer
   AND (i.intent_id = $2::uuid
        OR (i.account_id = $3::bigint AND i.bill_numbers = $4::text[]
            AND i.state IN ('CREATED', 'PENDING', 'UNKNOWN')))
 ORDER BY i.intent_id = $2::uuid DESC
 LIMIT 1
