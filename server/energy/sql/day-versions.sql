COPY (
    SELECT point_id, channel, day, block_version
      FROM energy.day
     WHERE district_id = $1::integer
       AND day >= $2::date
       AND day < $3::date
       AND block_version > 0
     ORDER BY point_id, channel, day
) TO STDOUT (FORMAT binary)
