-- The oldest order that waits, with its parts in all districts; an errand for everybody who has a
-- part in it: '' is the server itself, the stations are told by their heartbeats.
WITH taken AS (
    UPDATE collect.request
       SET state = 'running'
     WHERE state = 'waiting'
       AND request_id = (SELECT r.request_id
                           FROM collect.request r
                          WHERE r.state = 'waiting'
                          ORDER BY r.asked_at, r.request_id
                          LIMIT 1)
    RETURNING district_id, request_id, point_ids
), errands AS (
    INSERT INTO collect.errand AS e (district_id, request_id, station, state)
    SELECT t.district_id, t.request_id, '', 'running'
      FROM taken t
     UNION
    SELECT t.district_id, t.request_id, s.station, 'waiting'
      FROM taken t
      JOIN ref.installation i
        ON i.district_id = t.district_id AND i.point_id = ANY (t.point_ids)
       AND i.valid_from <= now () AND (i.valid_to IS NULL OR i.valid_to > now ())
      JOIN (SELECT unnest (gateways) AS gateway, min (station) AS station
              FROM collect.station
             WHERE revoked_at IS NULL
             GROUP BY 1) s ON s.gateway = i.district_id || ':' || i.gateway_id
    ON CONFLICT ON CONSTRAINT errand_pk DO UPDATE SET state = 'running' WHERE e.station = ''
)
SELECT district_id, request_id, array_to_string (point_ids, ' ') FROM taken
