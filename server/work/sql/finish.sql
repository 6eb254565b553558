-- state 'waiting' means: try again, not before wait_s from now.
UPDATE work.run
   SET state = $4, message = $5, finished_at = now (),
       leased_until = CASE WHEN $4 = 'waiting' THEN now () + make_interval (secs => $6::integer) END
 WHERE job = $1
   AND due_at = to_timestamp ($2::bigint)
   AND leased_by = $3
   AND state = 'running'
RETURNING job
