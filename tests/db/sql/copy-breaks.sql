COPY (SELECT 1 / (3 - g) FROM generate_series (1, 5) g) TO STDOUT (FORMAT binary)
