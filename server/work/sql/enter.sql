-- Enters a run once, however many workers notice that it is due.
INSERT INTO work.run (job, due_at, state, asked_by)
VALUES ($1, to_timestamp ($2::bigint), 'waiting', $3)
ON CONFLICT DO NOTHING
RETURNING job
