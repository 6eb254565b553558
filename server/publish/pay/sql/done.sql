UPDATE pay.event
   SET done_at = now (), outcome = $2
 WHERE event_id = $1
