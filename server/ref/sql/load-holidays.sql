INSERT INTO ref.holiday (calendar, day, name, day_type)
SELECT $2, r.day, r.name, r.day_type
  FROM jsonb_to_recordset ($1::jsonb) AS r (day date, name text, day_type text)
ON CONFLICT DO NOTHING
RETURNING day
