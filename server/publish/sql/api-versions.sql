-- Every version of a day of a channel, newest first; 0 is the day that has not closed yet.
SELECT b.version, extract (epoch FROM b.made_at)::bigint AS at, b.made_by AS by, b.reason, b.sum,
       u.n_measured, u.n_estimated, u.n_missing, encode (b.digest, 'hex') AS hash,
       count (*) OVER () AS total
  FROM api.block b,
       LATERAL (SELECT count (*) FILTER (WHERE coalesce (v.quality, 0) = 0) AS n_measured,
                       count (*) FILTER (WHERE v.quality BETWEEN 1 AND 8) AS n_estimated,
                       count (*) FILTER (WHERE v.quality = 255) AS n_missing
                  FROM db.unpack_block (b.payload, b.flags, b.n) v) u
 WHERE b.district_id = $1::integer
   AND b.point_id = $2::bigint
   AND b.channel = $3::smallint
   AND b.day = $4::date
 ORDER BY b.version DESC
