-- Enters a run once, however many workers notice that it is due.
INSERT INTO work.run (job, due_at, state)
VALUES ($1, to_timestamp ($2::bigint), 'waiting')
ON CONFLICT ON CONSTRAINT run_pk DO NOTHING
RETURNING job
