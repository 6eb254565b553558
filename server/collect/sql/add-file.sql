COPY collect.file (district_id, sha256, name, format, content, n_intervals, mapping)
FROM STDIN (FORMAT binary)
