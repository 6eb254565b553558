-- Runs that are over, but were due at a time that has not come: the clock went ahead for a while.
-- They did the work of then, so their time is free again for the run that is due when it comes. A
-- clock that is only put right goes back by five minutes ($2) at most: then a time that comes
-- again was served. One that somebody asked for stands aside too, so that it is not taken for the
-- last one that its job did.
UPDATE work.run AS r
   SET due_at = to_timestamp ($1::bigint) - m.nth * interval '1 microsecond',
       message = concat_ws ('; ', nullif (r.message, ''),
                            'the clock was ahead: it was due at ' || r.due_at)
  FROM (SELECT job, due_at, row_number () OVER (PARTITION BY job ORDER BY due_at DESC) AS nth
          FROM work.run
         WHERE due_at > to_timestamp ($1::bigint) + make_interval (secs => $2::integer)
           AND state IN ('done', 'failed', 'cancelled')) AS m
 WHERE r.job = m.job
   AND r.due_at = m.due_at
