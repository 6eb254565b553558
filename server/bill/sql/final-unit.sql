INSERT INTO bill.unit (district_id, run_id, unit_no, first_point, last_point, n_agreements)
VALUES ($1::integer, $2::uuid, 0, $3::bigint, $3::bigint, 1)
