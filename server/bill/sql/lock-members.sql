-- While a run computes, no account of its district goes to another cycle; the move does not wait,
-- see cycle-lock.
SELECT pg_advisory_lock_shared (hashtextextended ('bill cycle ' || d.district_id, 0))
  FROM ref.district d
 WHERE $1::integer = 0
    OR d.district_id = $1::integer
