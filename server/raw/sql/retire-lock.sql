-- One retires or restores months at a time. 0x72617772 ("rawr").
SELECT pg_try_advisory_lock (1918990194),
       has_function_privilege ('raw.close_month (date, bigint)', 'EXECUTE')
