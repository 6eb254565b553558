-- How long raw frames must stay.
UPDATE raw.retention SET keep_months = $1::integer
