-- At once, not when the connection has ended: the next command may come before that.
SELECT pg_advisory_unlock (1918990194)
