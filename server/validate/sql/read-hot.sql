COPY (
    SELECT point_id, channel, day, 0, n, interval_s, exponent, payload, flags, sum, NULL::bytea
      FROM validate.hot
     WHERE district_id = $1::integer
     ORDER BY point_id, channel, day
) TO STDOUT (FORMAT binary)
