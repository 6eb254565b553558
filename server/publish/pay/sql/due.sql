-- Intents that the bank is to be asked about now. No wait is longer than an hour: one that ends in
-- two is of a clock that was ahead.
SELECT i.district_id, i.intent_id, i.idempotency_key, i.amount_minor, i.currency, i.return_url,
       coalesce (i.bank_session, ''), i.n_polls, array_to_string (i.bill_numbers, ' '), i.state
  FROM pay.intent i
 WHERE (i.poll_at <= to_timestamp ($1::bigint)
        OR i.poll_at > to_timestamp ($1::bigint) + interval '2 hours')
 ORDER BY i.poll_at, i.district_id, i.intent_id
 LIMIT 100
