INSERT INTO guard.session (token_sha256, person_id, csrf, address)
VALUES ($1::bytea, $2::uuid, $3::text, $4::text)
