INSERT INTO test_row (id, note) VALUES ($1::integer, $2) RETURNING id
