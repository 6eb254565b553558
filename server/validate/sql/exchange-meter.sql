-- The meter of a serial number: new, or one that hangs nowhere.
INSERT INTO ref.meter (district_id, meter_id, serial, model, digits, accuracy_ppm)
SELECT $1::integer, coalesce (max (m.meter_id), 0) + 1, $2, $3, $4::smallint, $5::integer
  FROM ref.meter m
 WHERE m.district_id = $1::integer
HAVING NOT EXISTS (SELECT FROM ref.meter k WHERE k.district_id = $1::integer AND k.serial = $2)
