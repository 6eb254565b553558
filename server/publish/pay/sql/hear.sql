-- Stored once, however often the bank sends it.
INSERT INTO pay.event (event_id, signature, body, kind, bank_session)
VALUES ($1, $2, $3::bytea, $4, $5)
ON CONFLICT DO NOTHING
