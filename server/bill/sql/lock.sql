-- A run of a district shares the period with those of other districts; one of all (0) does not.
SELECT CASE WHEN $1::integer = 0
            THEN pg_try_advisory_lock (hashtextextended ('bill run ' || $2::date, 0))
            WHEN pg_try_advisory_lock_shared (hashtextextended ('bill run ' || $2::date, 0))
            THEN pg_try_advisory_lock (hashtextextended ('bill run ' || $2::date || ' '
                                                         || $1::integer, 0))
            ELSE false END
