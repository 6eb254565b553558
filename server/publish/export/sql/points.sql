-- Points whose readings go out: all, those of a district ($1) or of a code ($2), with the clock of
-- their district, as blocks are read: by district and number.
SELECT p.district_id, p.point_id, p.code, p.name, d.time_zone
  FROM ref.point p
  JOIN ref.district d USING (district_id)
 WHERE ($1::integer IS NULL OR p.district_id = $1::integer)
   AND ($2::text IS NULL OR p.code = $2)
 ORDER BY p.district_id, p.point_id
