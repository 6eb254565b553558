COPY (SELECT district_id, day, 0, point_id, meter_id, channel, kind, source, first_at,
             interval_s, n, exponent, payload, flags, origin, received_at, digest
        FROM raw.refused
       WHERE day >= date '1970-01-01' + $1::integer
         AND day < date '1970-01-01' + $2::integer
       ORDER BY district_id, day, received_at, digest)
TO STDOUT (FORMAT binary)
