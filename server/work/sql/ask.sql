-- Run now: the run that waits already becomes due at once; one that runs is the answer itself.
WITH hurried AS (
    UPDATE work.run SET leased_until = NULL
     WHERE job = $1 AND state = 'waiting'
 RETURNING job
), entered AS (
    INSERT INTO work.run (job, due_at, state, asked_by)
    SELECT j.job, date_trunc ('second', clock_timestamp ()), 'waiting', $2
      FROM work.job j
     WHERE j.job = $1
       AND NOT EXISTS (SELECT FROM work.run o
                        WHERE o.job = $1 AND o.state IN ('waiting', 'running'))
    ON CONFLICT DO NOTHING
 RETURNING job
)
SELECT (SELECT count (*) FROM work.job WHERE job = $1),
       (SELECT count (*) FROM hurried) + (SELECT count (*) FROM entered)
