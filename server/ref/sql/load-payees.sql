INSERT INTO ref.payee (district_id, name, iban, bic)
SELECT r.district_id, r.name, replace (upper (r.iban), ' ', ''), coalesce (upper (r.bic), '')
  FROM jsonb_to_recordset ($1::jsonb -> 'payees')
       AS r (district_id integer, name text, iban text, bic text)
ON CONFLICT DO NOTHING
RETURNING district_id
