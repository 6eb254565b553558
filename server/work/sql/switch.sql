-- Gives whether there is such a job, and whether this changed it. A run that only the calendar asked
-- for and that has not begun goes with it, so that nothing waits for a job that is off.
WITH changed AS (
    UPDATE work.job SET is_enabled = $2::boolean
     WHERE job = $1
       AND is_enabled <> $2::boolean
    RETURNING job
), dropped AS (
    UPDATE work.run SET state = 'cancelled', finished_at = now (), message = 'the job was switched off'
     WHERE job = (SELECT job FROM changed)
       AND NOT $2::boolean
       AND state = 'waiting'
       AND asked_by = ''
    RETURNING job
)
SELECT (SELECT count (*) FROM work.job WHERE job = $1), (SELECT count (*) FROM changed)
