SELECT no, extract (epoch FROM sealed_at)::bigint AS at, encode (previous, 'hex') AS previous,
       encode (root, 'hex') AS root, n_leaves, encode (signature, 'hex') AS signature
  FROM keep.seal
 ORDER BY no DESC
 LIMIT 1
