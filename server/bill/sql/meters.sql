-- Of points with more than one main meter: how many hang from which day on.
WITH hung AS (
    SELECT i.point_id, greatest ((i.valid_from AT TIME ZONE d.time_zone)::date, $4::date) AS first,
           least ((i.valid_to AT TIME ZONE d.time_zone)::date, $5::date) AS past
      FROM ref.installation i
      JOIN ref.district d ON d.district_id = i.district_id
     WHERE i.district_id = $1::integer
       AND i.point_id BETWEEN $2::bigint AND $3::bigint
       AND i.role = 'main'
), change AS (
    SELECT h.point_id, h.first AS day, 1 AS n FROM hung h WHERE h.first < h.past
     UNION ALL
    SELECT h.point_id, h.past, -1 FROM hung h WHERE h.first < h.past
), step AS (
    SELECT c.point_id, c.day, sum (sum (c.n)) OVER (PARTITION BY c.point_id ORDER BY c.day) AS n
      FROM change c
     GROUP BY c.point_id, c.day
    HAVING sum (c.n) <> 0
)
SELECT s.point_id, s.day - date '1970-01-01', s.n
  FROM step s
 WHERE s.day < $5::date
   AND s.point_id IN (SELECT m.point_id FROM step m WHERE m.n > 1)
 ORDER BY s.point_id, s.day
