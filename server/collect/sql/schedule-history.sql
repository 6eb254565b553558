SELECT schedule, period_s, after_s, extract (epoch FROM valid_from)::bigint, set_by
  FROM collect.schedule
 ORDER BY schedule, valid_from
