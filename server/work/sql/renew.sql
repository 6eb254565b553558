-- Gives no row when the run was cancelled or taken by another worker.
UPDATE work.run
   SET leased_until = now () + make_interval (secs => $4::integer),
       n_done = $5::bigint, n_total = $6::bigint
 WHERE job = $1
   AND due_at = to_timestamp ($2::bigint)
   AND leased_by = $3
   AND state = 'running'
RETURNING job
