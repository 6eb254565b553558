INSERT INTO bill.correction (district_id, correction_id, kind, state, number, new_number, changes,
                             causes, old_minor, new_minor, made_from, ordered_by, ordered_at, reason)
VALUES ($1::integer, $2::uuid, $3, $4, $5, $6, $7::json, $8::text[], $9::bigint, $10::bigint,
        decode ($11, 'hex'), $12::text, CASE WHEN $12::text IS NOT NULL THEN now () END, $13)
