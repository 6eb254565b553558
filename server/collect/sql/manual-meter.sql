-- The meter that a person read: the main one that hung there, unless its number was said. At the
-- instant of an exchange the new one.
SELECT m.meter_id, m.serial, m.digits, d.time_zone
  FROM ref.installation i
  JOIN ref.meter m ON m.district_id = i.district_id AND m.meter_id = i.meter_id
  JOIN ref.district d ON d.district_id = i.district_id
 WHERE i.district_id = $1::integer
   AND i.point_id = $2::bigint
   AND i.valid_from <= to_timestamp ($3::bigint)
   AND (i.valid_to IS NULL OR to_timestamp ($3::bigint) <= i.valid_to)
   AND CASE WHEN $4 = '' THEN i.role = 'main' ELSE m.serial = $4 END
 ORDER BY i.valid_from DESC
 LIMIT 1
