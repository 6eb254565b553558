INSERT INTO validate.rollover (district_id, point_id, channel, day, is_accepted, decided_by, reason)
VALUES ($1::integer, $2::bigint, $3::smallint, $4::date, $5::boolean, $6, $7)
ON CONFLICT ON CONSTRAINT rollover_pk
DO UPDATE SET is_accepted = excluded.is_accepted, decided_by = excluded.decided_by,
              decided_at = now (), reason = excluded.reason
