-- One page of a chain after $3, as the texts that were digested.
SELECT seq, (extract (epoch FROM at) * 1000000)::bigint AS at_us, person, address, action, object,
       encode (before_hash, 'hex') AS before_hash, encode (after_hash, 'hex') AS after_hash, reason,
       encode (digest, 'hex') AS digest, encode (chain, 'hex') AS chain
  FROM guard.audit
 WHERE district_id = $1::integer
   AND stream = $2::text
   AND seq > $3::bigint
 ORDER BY seq
 LIMIT 5000
