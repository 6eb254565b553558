-- The values in force on a day.
SELECT DISTINCT ON (point_kind, rule, name) point_kind, rule || '.' || name, value
  FROM validate.parameter
 WHERE valid_from <= $1::date
 ORDER BY point_kind, rule, name, valid_from DESC
