SELECT i.intent_id, i.account_id, a.number, i.amount_minor, i.currency, i.state,
       coalesce (i.bank_url, ''), i.return_url, extract (epoch FROM i.created_at)::bigint,
       array_to_string (i.bill_numbers, ' ')
  FROM pay.intent i
  JOIN ref.account a ON a.district_id = i.district_id AND a.account_id = i.account_id
 WHERE i.district_id = $1::integer
   AND i.intent_id = $2::uuid
