COPY validate.block (district_id, point_id, channel, day, version, n, interval_s, exponent, payload,
                     flags, sum, digest, made_from, made_by, reason)
FROM STDIN (FORMAT binary)
