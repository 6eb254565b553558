-- Every job with the time it was last due; one that waits or runs is not due again.
SELECT j.job, j.step, j.calendar, j.max_tries,
       (SELECT extract (epoch FROM max (r.due_at))::bigint FROM work.run r
         WHERE r.job = j.job AND r.asked_by = '') AS last_due
  FROM work.job j
 WHERE j.is_enabled
   AND j.calendar <> ''
   AND NOT EXISTS (SELECT FROM work.run o
                    WHERE o.job = j.job AND o.state IN ('waiting', 'running'))
 ORDER BY j.job
