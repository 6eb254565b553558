-- One change of a parameter after the other.
SELECT pg_advisory_xact_lock (hashtext ('validate.parameter'))
