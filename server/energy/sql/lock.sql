-- One balance at a time; the lock goes with the connection.
SELECT pg_try_advisory_lock (hashtextextended ('balance', 0))
