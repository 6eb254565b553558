SELECT extract (epoch FROM r.due_at)::bigint, extract (epoch FROM r.started_at)::bigint,
       extract (epoch FROM r.finished_at)::bigint, r.state, r.tries, r.n_done, r.n_total,
       coalesce (r.leased_by, ''), r.asked_by, r.message
  FROM work.run r
 WHERE r.job = $1
 ORDER BY r.due_at DESC
 LIMIT $2::integer
