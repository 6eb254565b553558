SELECT r.job, r.due_at, r.state, r.tries, r.started_at, r.finished_at, r.n_done, r.n_total, r.message
  FROM work.run r
 ORDER BY r.due_at DESC, r.job
 LIMIT 200
