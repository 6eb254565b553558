COPY collect.file (district_id, sha256, name, format, content, n_intervals, mapping, packing)
FROM STDIN (FORMAT binary)
