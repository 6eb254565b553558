INSERT INTO account
SELECT * FROM jsonb_populate_record (NULL::account, $1::jsonb)
