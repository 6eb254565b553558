UPDATE bill.run
   SET state = 'running', message = ''
 WHERE run_id = $1::uuid
   AND state IN ('running', 'cancelled', 'failed')
