-- Whether the process $1 works at a statement of ours: not done with it, and not waiting for us,
-- to hear the rest of it or to be rid of the answer.
SELECT state IN ('active', 'fastpath function call', 'disabled')
       AND wait_event_type IS DISTINCT FROM 'Client'
FROM pg_stat_activity
WHERE pid = $1::integer
