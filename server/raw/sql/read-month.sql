COPY (SELECT district_id, day, seq, point_id, meter_id, channel, kind, source, first_at,
             interval_s, n, exponent, payload, flags, origin, received_at, digest, chain
        FROM raw.frame
       WHERE day >= date '1970-01-01' + $1::integer
         AND day < date '1970-01-01' + $2::integer
       ORDER BY district_id, day, seq)
TO STDOUT (FORMAT binary)
