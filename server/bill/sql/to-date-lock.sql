-- One refreshes a district at a time; who comes second finds nothing left to do.
SELECT pg_advisory_xact_lock (hashtextextended ('bill to date ' || $1::integer, 0))
