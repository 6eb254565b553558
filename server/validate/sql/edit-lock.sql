-- One person at a time edits a point, until the connection says so or is gone.
SELECT pg_advisory_lock (hashtext ('edit ' || $1::text), hashtext ($2::text))
