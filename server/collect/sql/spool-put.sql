INSERT INTO batch (id, made_at, payload) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING
