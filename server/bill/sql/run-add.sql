INSERT INTO bill.run (district_id, run_id, period_start, period_end, state, started_by, cycle)
VALUES ($1::integer, $2::uuid, $3::date, $4::date, 'running', $5, nullif ($6::text, ''))
ON CONFLICT DO NOTHING
