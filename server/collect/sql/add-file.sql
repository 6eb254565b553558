COPY collect.file (district_id, sha256, name, format, content, n_intervals)
FROM STDIN (FORMAT binary)
