-- state 'waiting' means: try again, not before wait_s from now; a try that only found that it was
-- too early does not count.
UPDATE work.run
   SET state = $4, message = $5, finished_at = now (), tries = tries - $7::integer,
       leased_until = CASE WHEN $4 = 'waiting' THEN now () + make_interval (secs => $6::integer) END
 WHERE job = $1
   AND due_at = to_timestamp ($2::bigint)
   AND leased_by = $3
   AND state = 'running'
RETURNING job
