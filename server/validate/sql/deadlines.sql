-- Until when after a day's end its estimates are provisional, by kind of point, as it holds on a day.
SELECT DISTINCT ON (point_kind) point_kind, value
  FROM validate.parameter
 WHERE rule = 'gap'
   AND name = 'deadline_s'
   AND valid_from <= $1::date
 ORDER BY point_kind, valid_from DESC, set_at DESC
