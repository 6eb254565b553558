-- Ends the main meter that hung at an instant; gives what the next one inherits.
UPDATE ref.installation i
   SET valid_to = to_timestamp ($3::bigint), last_register_wh = $4::bigint
  FROM ref.meter m
 WHERE i.district_id = $1::integer
   AND i.point_id = $2::bigint
   AND i.role = 'main'
   AND i.valid_from < to_timestamp ($3::bigint)
   AND i.valid_to IS NULL
   AND i.first_register_wh <= $4::bigint
   AND m.district_id = i.district_id
   AND m.meter_id = i.meter_id
RETURNING i.gateway_id, i.unit_id, m.digits, m.accuracy_ppm, m.serial
