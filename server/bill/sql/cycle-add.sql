INSERT INTO ref.cycle (district_id, code, name, name_zh, added_by)
VALUES ($1::integer, $2::text, $3::text, $4::text, $5::text)
ON CONFLICT DO NOTHING
RETURNING true
