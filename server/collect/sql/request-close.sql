-- Orders that nobody has a part in any more are over; a station that says nothing for ten minutes
-- has failed.
WITH late AS (
    UPDATE collect.errand
       SET state = 'failed', finished_at = now ()
     WHERE station <> ''
       AND state IN ('waiting', 'running')
       AND made_at < now () - interval '10 minutes'
    RETURNING request_id, district_id, station
), over AS (
    SELECT e.request_id, sum (e.n_done) AS n_done, sum (e.n_failed) AS n_failed,
           bool_and (e.state = 'done') AS is_done
      FROM collect.errand e
      JOIN collect.request r ON r.district_id = e.district_id AND r.request_id = e.request_id
     WHERE r.state = 'running'
     GROUP BY e.request_id
    HAVING bool_and (e.state IN ('done', 'failed'))
)
UPDATE collect.request r
   SET state = CASE WHEN o.is_done THEN 'done' ELSE 'failed' END, n_done = o.n_done,
       n_failed = o.n_failed, finished_at = now ()
  FROM over o
 WHERE r.request_id = o.request_id
   AND r.state = 'running'
RETURNING r.request_id, r.state, r.n_done, r.n_failed
