-- Has the process $1, of the same login, stop its statement.
SELECT pg_cancel_backend ($1::integer)
