COPY (
    SELECT DISTINCT ON (point_id, channel, day) point_id, channel, day, sum
      FROM validate.block
     WHERE district_id = $1::integer
       AND day >= $2::date
       AND day < $3::date
       AND point_id BETWEEN $4::bigint AND $5::bigint
       AND channel BETWEEN 1 AND 4
     ORDER BY point_id, channel, day, version DESC
) TO STDOUT (FORMAT binary)
