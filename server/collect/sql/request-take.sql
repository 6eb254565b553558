-- The oldest order that waits, with its parts in all districts.
UPDATE collect.request
   SET state = 'running'
 WHERE state = 'waiting'
   AND request_id = (SELECT r.request_id
                       FROM collect.request r
                      WHERE r.state = 'waiting'
                      ORDER BY r.asked_at, r.request_id
                      LIMIT 1)
RETURNING district_id, request_id, array_to_string (point_ids, ' ')
