-- One validation of a district at a time; the lock goes with the transaction.
SELECT pg_advisory_xact_lock (hashtext ('validate'), $1::integer)
