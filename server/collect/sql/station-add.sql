INSERT INTO collect.station AS s (station, token_sha256, gateways, made_by)
VALUES ($1, $2::bytea, $3::text[], $4)
