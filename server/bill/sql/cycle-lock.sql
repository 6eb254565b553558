SELECT pg_try_advisory_xact_lock (hashtextextended ('bill cycle ' || $1::integer, 0))
