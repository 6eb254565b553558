-- Takes the oldest run that is ready: waiting, or running under a lease that
-- ran out because its worker died. What it waits for must be done first, and
-- must have gone well the last time. No lease and no wait is longer than an
-- hour: one that ends a day from now is of a clock that was ahead.
UPDATE work.run AS r
   SET state = 'running', tries = r.tries + 1, leased_by = $1, started_at = now (),
       leased_until = now () + make_interval (secs => $2::integer), message = ''
  FROM (SELECT c.job, c.due_at
          FROM work.run c
          JOIN work.job j USING (job)
         WHERE (c.state = 'waiting' AND c.leased_until IS NULL
                OR c.leased_until < now ()
                OR c.leased_until > now () + interval '1 day')
           AND c.state IN ('waiting', 'running')
           AND (j.is_enabled OR c.asked_by <> '')
           AND NOT EXISTS (SELECT FROM work.run b
                            WHERE b.job = ANY (j.after_jobs)
                              AND b.due_at <= c.due_at
                              AND b.state IN ('waiting', 'running'))
           AND NOT EXISTS (SELECT FROM unnest (j.after_jobs) AS a (job)
                            WHERE (SELECT f.state FROM work.run f
                                    WHERE f.job = a.job AND f.state IN ('done', 'failed')
                                    ORDER BY f.due_at DESC LIMIT 1) = 'failed')
         ORDER BY c.due_at, c.job
         LIMIT 1
           FOR UPDATE OF c SKIP LOCKED) AS ready
  JOIN work.job AS j ON j.job = ready.job
 WHERE r.job = ready.job
   AND r.due_at = ready.due_at
RETURNING r.job, extract (epoch FROM r.due_at)::bigint, j.step, r.tries, j.max_tries
