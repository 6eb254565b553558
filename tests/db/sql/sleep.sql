SELECT pg_sleep ($1::float8)
