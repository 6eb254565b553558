-- No row when that intent, or another open one of the same bills, is there.
INSERT INTO pay.intent (district_id, intent_id, account_id, customer_id, bill_numbers, amount_minor,
                        currency, state, idempotency_key, return_url, poll_at)
VALUES ($1::integer, $2::uuid, $3::bigint, $4::bigint, $5::text[], $6::bigint, $7, 'CREATED', $8::uuid,
        $9, now () + interval '30 seconds')
ON CONFLICT DO NOTHING
