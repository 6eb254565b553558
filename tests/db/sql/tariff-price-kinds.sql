SELECT price_kinds ($1::jsonb, days, full_days) FROM account
