SELECT pg_notify ('collect', $1)
