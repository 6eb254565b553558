INSERT INTO raw.retired_month (month, n_frames, n_chains, archive, sha256, retired_by, reason)
VALUES (date '1970-01-01' + $1::integer, $2::bigint, $3::bigint, $4, decode ($5, 'hex'), $6, $7)
