-- Cycles of a district share the period with each other. In the standard cycle ('') a run of a
-- district shares it with those of other districts; one of all (0) does not.
SELECT CASE WHEN $3::text <> ''
            THEN pg_try_advisory_lock (hashtextextended ('bill run ' || $2::date || ' '
                                                         || $1::integer || ' ' || $3::text, 0))
            WHEN $1::integer = 0
            THEN pg_try_advisory_lock (hashtextextended ('bill run ' || $2::date, 0))
            WHEN pg_try_advisory_lock_shared (hashtextextended ('bill run ' || $2::date, 0))
            THEN pg_try_advisory_lock (hashtextextended ('bill run ' || $2::date || ' '
                                                         || $1::integer, 0))
            ELSE false END
