-- The worker that runs it notices when it renews its lease.
UPDATE work.run
   SET state = 'cancelled', finished_at = now (), message = 'cancelled by ' || $2::text
 WHERE job = $1
   AND state IN ('waiting', 'running')
RETURNING job
