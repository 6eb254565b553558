-- What is found across points is held against what was found across points, all else against the rest.
COPY (
    SELECT day, point_id, channel, rule, first_interval, n_intervals, severity,
           coalesce ((figures ->> 'found')::bigint, 0) AS found,
           coalesce ((figures ->> 'limit')::bigint, 0) AS "limit"
      FROM validate.exception
     WHERE district_id = $1::integer
       AND day >= $2::date
       AND day < $3::date
       AND point_id BETWEEN $4::bigint AND $5::bigint
       AND state = 'open'
       AND (rule = 'sum') = $6::boolean
) TO STDOUT (FORMAT binary)
