COPY raw.frame (district_id, day, seq, point_id, meter_id, channel, kind, source, first_at,
                interval_s, n, exponent, payload, flags, origin, received_at, digest, chain)
FROM STDIN (FORMAT binary)
