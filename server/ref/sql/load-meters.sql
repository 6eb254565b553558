INSERT INTO ref.meter (district_id, meter_id, serial, model, digits, accuracy_ppm)
SELECT r.district_id, r.meter_id, r.serial, r.model, r.digits, r.accuracy_ppm
  FROM jsonb_to_recordset ($1::jsonb -> 'meters')
       AS r (district_id integer, meter_id bigint, serial text, model text, digits smallint,
             accuracy_ppm integer)
ON CONFLICT DO NOTHING
RETURNING meter_id
