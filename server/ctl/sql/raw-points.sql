-- Points of a code, with the clock of their district.
SELECT p.district_id, p.point_id, p.name, d.time_zone
  FROM ref.point p
  JOIN ref.district d USING (district_id)
 WHERE p.code = $1
 ORDER BY p.district_id
