COPY energy.day (district_id, point_id, channel, day, sum, n, n_measured, n_estimated, n_missing, max,
                 max_at, block_version, hours, states)
FROM STDIN (FORMAT binary)
