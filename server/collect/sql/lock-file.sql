-- Two that bring the same file come one after the other; a statement of its own, because one that
-- looked for the file too would look before it waits. 0x66696c65 ("file") keeps these locks apart.
SELECT pg_advisory_xact_lock (1718185061,
                              ('x' || encode (substr ($1::bytea, 1, 4), 'hex'))::bit (32)::integer)
