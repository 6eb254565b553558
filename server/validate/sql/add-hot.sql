COPY validate.hot (district_id, point_id, channel, day, n, interval_s, exponent, payload, flags, sum,
                   newest_at)
FROM STDIN (FORMAT binary)
