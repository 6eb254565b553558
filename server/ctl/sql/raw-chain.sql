-- The chain of a district and day, link by link.
SELECT seq, encode (digest, 'hex') AS digest, encode (origin, 'hex') AS origin,
       encode (chain, 'hex') AS chain
  FROM raw.frame
 WHERE district_id = $1::integer
   AND day = $2::date
 ORDER BY seq
