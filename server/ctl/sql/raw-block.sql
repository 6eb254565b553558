-- What validation made of a day of a channel, the newest first.
SELECT b.version, b.sum, b.n, encode (b.digest, 'hex') AS digest,
       encode (b.made_from, 'hex') AS made_from, b.made_at::text AS made_at, b.made_by
  FROM validate.block b
 WHERE b.district_id = $1::integer
   AND b.point_id = $2::bigint
   AND b.day = $3::date
   AND b.channel = $4::integer
 ORDER BY b.version DESC
