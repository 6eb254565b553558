INSERT INTO ref.installation (district_id, point_id, meter_id, role, valid_from, valid_to,
                              ct_primary, ct_secondary, pt_primary, pt_secondary, gateway_id,
                              unit_id, first_register_wh)
SELECT r.district_id, r.point_id, r.meter_id, r.role, r.valid_from, r.valid_to, r.ct_primary,
       r.ct_secondary, r.pt_primary, r.pt_secondary, r.gateway_id, r.unit_id, r.first_register_wh
  FROM jsonb_to_recordset ($1::jsonb -> 'installations')
       AS r (district_id integer, point_id bigint, meter_id bigint, role text,
             valid_from timestamptz, valid_to timestamptz, ct_primary integer,
             ct_secondary integer, pt_primary integer, pt_secondary integer, gateway_id integer,
             unit_id smallint, first_register_wh bigint)
ON CONFLICT DO NOTHING
RETURNING meter_id
