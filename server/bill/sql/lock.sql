SELECT pg_try_advisory_lock (hashtextextended ('bill run ' || $1::date, 0))
