INSERT INTO validate.request (district_id, request_id, kind, asked_by)
VALUES ($1::integer, $2::uuid, $3, $4)
ON CONFLICT ON CONSTRAINT request_pk DO NOTHING
RETURNING request_id
