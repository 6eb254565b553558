INSERT INTO answer (owner, path, stored_at, body) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (owner, path) DO UPDATE SET stored_at = excluded.stored_at, body = excluded.body
