SELECT pg_advisory_unlock (hashtext ('edit ' || $1::text), hashtext ($2::text))
