-- The oldest event that nobody works on.
SELECT e.event_id, encode (e.body, 'hex'), e.kind,
       extract (epoch FROM e.received_at)::bigint
  FROM pay.event e
 WHERE e.done_at IS NULL
 ORDER BY e.received_at, e.event_id
 LIMIT 1
   FOR UPDATE SKIP LOCKED
