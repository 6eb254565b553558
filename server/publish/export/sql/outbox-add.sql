INSERT INTO work.outbox (file, day, version, sha256, n_rows, name)
VALUES ($1, $2::date, $3::smallint, decode ($4, 'hex'), $5::bigint, $6)
