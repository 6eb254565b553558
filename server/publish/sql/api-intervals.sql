-- The newest version of each day of a channel, unpacked. At most 62 days.
WITH newest AS (
    SELECT DISTINCT ON (b.day) b.day, b.version, b.n, b.interval_s, b.payload, b.flags, b.made_by,
           extract (epoch FROM b.made_at)::bigint AS made_at
      FROM api.block b
     WHERE b.district_id = $1::integer AND b.point_id = $2::bigint AND b.channel = $3::smallint
       AND b.day BETWEEN $4::date AND least ($5::date, $4::date + 61)
     ORDER BY b.day, b.version DESC
)
SELECT p.district_id, p.point_id, p.code, p.name, c.channel, c.unit, p.interval_s, p.time_zone,
       coalesce ((SELECT json_agg (json_build_object (
                             'day', n.day,
                             'first_at', extract (epoch FROM n.day::timestamp
                                                  AT TIME ZONE p.time_zone)::bigint,
                             'version', n.version, 'made_by', n.made_by, 'made_at', n.made_at,
                             'values', u.values, 'quality', u.quality) ORDER BY n.day)
                    FROM newest n,
                         LATERAL (SELECT json_agg (v.value ORDER BY v.i) AS values,
                                         json_agg (coalesce (v.quality, 0) ORDER BY v.i) AS quality
                                    FROM db.unpack_block (n.payload, n.flags, n.n) v) u),
                 '[]') AS days
  FROM api.point p
  JOIN ref.channel c ON c.channel = $3::smallint
 WHERE p.district_id = $1::integer
   AND p.point_id = $2::bigint
