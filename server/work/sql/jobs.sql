-- Every job with the time it was last due.
SELECT j.job, j.step, j.every_s, j.max_tries,
       (SELECT extract (epoch FROM max (r.due_at))::bigint FROM work.run r WHERE r.job = j.job)
           AS last_due
  FROM work.job j
 WHERE j.is_enabled
 ORDER BY j.job
