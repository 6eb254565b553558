-- Which of these frames are stored already.
SELECT encode (f.digest, 'hex')
  FROM unnest ($1::integer[], $2::integer[], $3::bytea[]) AS u (district_id, day, digest)
  JOIN raw.frame f
    ON f.district_id = u.district_id
   AND f.day = date '1970-01-01' + u.day
   AND f.digest = u.digest
