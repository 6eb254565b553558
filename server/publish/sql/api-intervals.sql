-- The newest version of each day of a channel, unpacked. At most 62 days; $6 days like each (the same
-- weekday of the weeks before).
WITH wanted AS (
    SELECT b.day, b.version, b.n, b.payload, b.flags, b.made_by, b.reason, b.made_at
      FROM api.block b
     WHERE b.district_id = $1::integer AND b.point_id = $2::bigint AND b.channel = $3::smallint
       AND b.day BETWEEN $4::date - 7 * $6::integer AND least ($5::date, $4::date + 61)
), newest AS (
    SELECT DISTINCT ON (w.day) w.day, w.version, w.n, w.made_by, w.reason,
           extract (epoch FROM w.made_at)::bigint AS made_at, u.values, u.quality
      FROM wanted w,
           LATERAL (SELECT json_agg (v.value::text ORDER BY v.i) AS values,
                           json_agg (coalesce (v.quality, 0) ORDER BY v.i) AS quality
                      FROM db.unpack_block (w.payload, w.flags, w.n) v) u
     ORDER BY w.day, w.version DESC
)
SELECT p.district_id, p.point_id, p.code, p.name, c.channel, c.unit, p.interval_s, p.time_zone,
       coalesce ((SELECT json_agg (json_build_object (
                             'day', n.day,
                             'first_at', extract (epoch FROM n.day::timestamp
                                                  AT TIME ZONE p.time_zone)::bigint,
                             'version', n.version, 'made_by', n.made_by, 'made_at', n.made_at,
                             'reason', nullif (n.reason, ''),
                             'values', n.values, 'quality', n.quality,
                             'like_days',
                             (SELECT coalesce (json_agg (json_build_object ('day', l.day,
                                                                            'values', l.values)
                                                         ORDER BY l.day DESC), '[]')
                                FROM newest l
                               WHERE l.day < n.day AND l.day >= n.day - 7 * $6::integer
                                 AND (n.day - l.day) % 7 = 0)) ORDER BY n.day)
                    FROM newest n
                   WHERE n.day >= $4::date),
                 '[]') AS days
  FROM api.point p
  JOIN ref.channel c ON c.channel = $3::smallint
 WHERE p.district_id = $1::integer
   AND p.point_id = $2::bigint
