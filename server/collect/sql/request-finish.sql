-- The part of station $5 in order $1 is over. The numbers are of the whole order, so one errand
-- keeps them.
UPDATE collect.errand
   SET state = $2, n_done = $3::integer, n_failed = $4::integer, finished_at = now ()
 WHERE request_id = $1::uuid
   AND station = $5
   AND state IN ('waiting', 'running')
   AND district_id = (SELECT min (district_id)
                        FROM collect.errand
                       WHERE request_id = $1::uuid
                         AND station = $5
                         AND state IN ('waiting', 'running'))
