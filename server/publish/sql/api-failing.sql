-- Meters whose newest attempt of the day was no good, and since when.
WITH newest AS (
    SELECT DISTINCT ON (a.district_id, a.meter_id) a.*
      FROM api.attempt a
     WHERE a.day = $1::date
     ORDER BY a.district_id, a.meter_id, a.asked_at DESC
), good AS (
    SELECT a.district_id, a.meter_id, max (a.asked_at) AS at
      FROM api.attempt a
     WHERE a.day = $1::date AND a.result = 'ok'
     GROUP BY a.district_id, a.meter_id
)
SELECT n.district_id, n.point_id, p.code, p.name, coalesce (n.serial, '') AS serial,
       coalesce (n.gateway, '') AS gateway, n.result AS reason,
       extract (epoch FROM min (a.asked_at))::bigint AS since, sum (a.tries) AS tries,
       n.reason AS last_error, count (*) OVER () AS total
  FROM newest n
  JOIN api.point p ON p.district_id = n.district_id AND p.point_id = n.point_id
  LEFT JOIN good g ON g.district_id = n.district_id AND g.meter_id = n.meter_id
  JOIN api.attempt a ON a.district_id = n.district_id AND a.meter_id = n.meter_id
   AND a.day = $1::date AND (g.at IS NULL OR a.asked_at > g.at)
 WHERE n.result <> 'ok'
 GROUP BY n.district_id, n.point_id, n.meter_id, p.code, p.name, n.serial, n.gateway, n.result,
          n.reason
 ORDER BY n.district_id, p.code
 LIMIT 10000
