INSERT INTO settle.settlement (district_id, settlement_id, period_start, period_end, version, reverses,
                               state, drafted_by)
VALUES ($1::integer, $2::uuid, $3::date, $4::date, $5::integer, $6::uuid, 'draft', $7)
