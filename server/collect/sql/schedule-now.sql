-- What holds at $1, one row a schedule.
SELECT DISTINCT ON (schedule) schedule, period_s, after_s, extract (epoch FROM valid_from)::bigint,
       set_by
  FROM collect.schedule
 WHERE valid_from <= to_timestamp ($1::bigint)
 ORDER BY schedule, valid_from DESC
