-- The other districts of that part.
UPDATE collect.errand
   SET state = $2, finished_at = now ()
 WHERE request_id = $1::uuid
   AND station = $3
   AND state IN ('waiting', 'running')
