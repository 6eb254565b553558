INSERT INTO keep.seal (no, sealed_at, previous, root, n_leaves, signature, key_id)
VALUES ($1::bigint, to_timestamp ($2::bigint), decode ($3, 'hex'), decode ($4, 'hex'), $5::bigint,
        decode ($6, 'hex'), decode ($7, 'hex'))
