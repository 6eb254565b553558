INSERT INTO ref.district (district_id, code, name, time_zone, currency, minor_digits)
SELECT r.district_id, r.code, r.name, r.time_zone, r.currency, r.minor_digits
  FROM jsonb_to_recordset ($1::jsonb -> 'districts')
       AS r (district_id integer, code text, name text, time_zone text, currency text,
             minor_digits smallint)
ON CONFLICT DO NOTHING
RETURNING district_id
