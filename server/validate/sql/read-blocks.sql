-- Every version of each closed day in the order of the key, so that no sort is needed; the
-- reader keeps the last of each day.
COPY (
    SELECT point_id, channel, day, version, n, interval_s, exponent, payload, flags, sum, digest
      FROM validate.block
     WHERE district_id = $1::integer
       AND day >= $2::date
       AND day < $3::date
       AND point_id BETWEEN $4::bigint AND $5::bigint
     ORDER BY point_id, channel, day, version
) TO STDOUT (FORMAT binary)
