INSERT INTO collect.manual_reading
       (district_id, reading_id, point_id, meter_id, channel, read_at, register, note, photo, made_by)
VALUES ($1::integer, $2::uuid, $3::bigint, $4::bigint, $5::smallint, to_timestamp ($6::bigint),
        $7::bigint, $8, decode ($9, 'hex'), $10)
ON CONFLICT DO NOTHING
RETURNING reading_id
