-- Every job with its newest run.
SELECT j.job, j.title, j.calendar, array_to_string (j.after_jobs, ' '), j.is_enabled, j.max_tries,
       coalesce (r.state, 'idle'), extract (epoch FROM r.due_at)::bigint, coalesce (r.tries, 0),
       coalesce (r.n_done, 0), coalesce (r.n_total, 0), coalesce (r.message, '')
  FROM work.job j
  LEFT JOIN LATERAL (SELECT * FROM work.run n
                      WHERE n.job = j.job
                      ORDER BY n.due_at DESC
                      LIMIT 1) r ON true
 ORDER BY j.job
