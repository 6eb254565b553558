-- What station $1 is to read for clerks.
SELECT e.request_id, e.district_id, array_to_string (r.point_ids, ' ')
  FROM collect.errand e
  JOIN collect.request r USING (district_id, request_id)
 WHERE e.station = $1
   AND e.state = 'waiting'
   AND r.state = 'running'
 ORDER BY e.made_at, e.request_id, e.district_id
 LIMIT 100
