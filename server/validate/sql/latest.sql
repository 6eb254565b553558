COPY (
    SELECT DISTINCT ON (point_id, channel, day) point_id, channel, day, version, digest, sum
      FROM validate.block
     WHERE district_id = $1::integer
       AND day >= $2::date
       AND day < $3::date
       AND ($4::bigint IS NULL OR point_id = $4::bigint)
     ORDER BY point_id, channel, day, version DESC
) TO STDOUT (FORMAT binary)
