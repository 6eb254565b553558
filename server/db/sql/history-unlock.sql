SELECT pg_advisory_unlock (4567001)
