INSERT INTO ref.installation (district_id, point_id, meter_id, role, valid_from, ct_primary, ct_secondary,
                              pt_primary, pt_secondary, gateway_id, unit_id, first_register_wh)
SELECT $1::integer, $2::bigint, m.meter_id, 'main', to_timestamp ($4::bigint), $5::integer, $6::integer,
       $7::integer, $8::integer, $9::integer, $10::smallint, $11::bigint
  FROM ref.meter m
 WHERE m.district_id = $1::integer
   AND m.serial = $3
   AND NOT EXISTS (SELECT FROM ref.installation i
                    WHERE i.district_id = m.district_id
                      AND i.meter_id = m.meter_id
                      AND (i.valid_to IS NULL OR i.valid_to > to_timestamp ($4::bigint)))
RETURNING meter_id
