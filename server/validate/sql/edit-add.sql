INSERT INTO validate.edit (district_id, edit_id, point_id, channel, day, first_interval, end_interval,
                           method, value, base_version, made_by, reason, for_exception)
VALUES ($1::integer, coalesce (nullif ($2, '')::uuid, gen_random_uuid ()), $3::bigint, $4::smallint,
        $5::date, $6::integer, $7::integer, $8, $9::bigint, $10::integer, $11, $12, $13)
ON CONFLICT ON CONSTRAINT edit_pk DO NOTHING
