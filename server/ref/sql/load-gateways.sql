INSERT INTO ref.gateway (district_id, gateway_id, name, host, port, transport)
SELECT r.district_id, r.gateway_id, r.name, r.host, r.port, r.transport
  FROM jsonb_to_recordset ($1::jsonb -> 'gateways')
       AS r (district_id integer, gateway_id integer, name text, host text, port integer,
             transport text)
ON CONFLICT DO NOTHING
RETURNING gateway_id
