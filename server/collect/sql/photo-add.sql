INSERT INTO collect.photo (district_id, sha256, media_type, content, made_by)
VALUES ($1::integer, decode ($2, 'hex'), $3, $4::bytea, $5)
ON CONFLICT DO NOTHING
