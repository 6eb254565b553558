-- The shapes in force on a day.
SELECT DISTINCT ON (point_kind, day_class) point_kind, day_class, array_to_string (hours_ppm, ' ')
  FROM validate.profile
 WHERE valid_from <= $1::date
 ORDER BY point_kind, day_class, valid_from DESC
