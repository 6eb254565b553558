INSERT INTO ref.account (district_id, account_id, customer_id, number, address)
SELECT r.district_id, r.account_id, r.customer_id, r.number, r.address
  FROM jsonb_to_recordset ($1::jsonb -> 'accounts')
       AS r (district_id integer, account_id bigint, customer_id bigint, number text, address text)
ON CONFLICT DO NOTHING
RETURNING account_id
