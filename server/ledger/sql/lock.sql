-- Two allocations of one account must not pay the same bill twice.
SELECT pg_advisory_xact_lock (hashtextextended ('ledger ' || $1::integer || ' ' || $2::bigint, 0))
