-- Each day is named, so that the index is entered once a day and not walked from end to end.
COPY (SELECT district_id, day, seq, point_id, meter_id, channel, kind, source, first_at,
             interval_s, n, exponent, payload, flags, origin, received_at, digest
        FROM raw.frame
       WHERE district_id = $1::integer
         AND day >= date '1970-01-01' + $2::integer
         AND day < date '1970-01-01' + $3::integer
         AND day = ANY (ARRAY (SELECT date '1970-01-01' + d
                                 FROM generate_series ($2::integer, $3::integer - 1) d))
         AND point_id BETWEEN $4::bigint AND $5::bigint
       ORDER BY point_id, channel, day, seq)
TO STDOUT (FORMAT binary)
