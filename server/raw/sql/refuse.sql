-- Keeps a frame that is not taken among the others; one that comes again is kept once.
INSERT INTO raw.refused (district_id, day, point_id, meter_id, channel, kind, source, first_at,
                         interval_s, n, exponent, payload, flags, origin, digest, reason)
VALUES ($1::integer, date '1970-01-01' + $2::integer, $3::bigint, $4::bigint, $5::smallint,
        $6::raw.frame_kind, $7::raw.frame_source, to_timestamp ($8::bigint), $9::integer,
        $10::integer, $11::smallint, decode ($12, 'hex'), decode ($13, 'hex'), decode ($14, 'hex'),
        decode ($15, 'hex'), $16)
    ON CONFLICT DO NOTHING
