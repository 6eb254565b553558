-- The newest version of each day, from the index alone; check meters stand beside.
COPY (
    SELECT point_id, channel, day, max (version)
      FROM validate.block
     WHERE district_id = $1::integer
       AND day >= $2::date
       AND day < $3::date
       AND channel < 100
     GROUP BY point_id, channel, day
     ORDER BY point_id, channel, day
) TO STDOUT (FORMAT binary)
