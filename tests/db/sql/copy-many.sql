COPY (SELECT g::integer, repeat ('x', 1000) FROM generate_series (1, $1::integer) g) TO STDOUT (FORMAT binary)
