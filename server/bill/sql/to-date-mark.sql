INSERT INTO bill.to_date_unit (district_id, unit_no, first_point, last_point, mark, refreshed_at)
VALUES ($1::integer, $2::integer, $3::bigint, $4::bigint, $5, now ())
ON CONFLICT ON CONSTRAINT to_date_unit_pk
DO UPDATE SET first_point = excluded.first_point, last_point = excluded.last_point,
              mark = excluded.mark, refreshed_at = excluded.refreshed_at
