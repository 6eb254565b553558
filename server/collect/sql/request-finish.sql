UPDATE collect.request
   SET state = $2, n_done = $3::integer, n_failed = $4::integer, finished_at = now ()
 WHERE request_id = $1::uuid
   AND state = 'running'
