COPY (SELECT district_id, day, seq, point_id, meter_id, channel, kind, source, first_at,
             interval_s, n, exponent, payload, flags, origin, received_at, digest
        FROM raw.frame
       WHERE district_id = $1::integer
         AND day >= date '1970-01-01' + $2::integer
         AND day < date '1970-01-01' + $3::integer
       ORDER BY point_id, channel, day, seq)
TO STDOUT (FORMAT binary)
