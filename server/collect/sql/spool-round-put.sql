INSERT INTO round (schedule, done_for) VALUES (?1, ?2)
ON CONFLICT (schedule) DO UPDATE SET done_for = excluded.done_for
