-- Which meters measured these points, and when.
SELECT p.code, p.district_id, p.point_id, m.meter_id, m.serial, i.role,
       extract (epoch FROM i.valid_from)::bigint, extract (epoch FROM i.valid_to)::bigint,
       d.time_zone
  FROM ref.point p
  JOIN ref.district d USING (district_id)
  JOIN ref.installation i USING (district_id, point_id)
  JOIN ref.meter m USING (district_id, meter_id)
 WHERE p.code = ANY ($1::text[])
 ORDER BY p.code, p.district_id, i.role DESC, i.valid_from
