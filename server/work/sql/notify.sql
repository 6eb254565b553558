SELECT pg_notify ('work', $1)
