INSERT INTO guard.person (person_id, login, name, role, district_id, customer_id, password_hash, language)
VALUES (gen_random_uuid (), $1::text, $2::text, $3::text, $4::integer, $5::bigint, $6::text, $7::text)
RETURNING person_id
