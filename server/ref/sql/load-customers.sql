INSERT INTO ref.customer (district_id, customer_id, kind, name, email, language)
SELECT r.district_id, r.customer_id, r.kind, r.name, r.email, r.language
  FROM jsonb_to_recordset ($1::jsonb -> 'customers')
       AS r (district_id integer, customer_id bigint, kind text, name text, email text,
             language text)
ON CONFLICT DO NOTHING
RETURNING customer_id
