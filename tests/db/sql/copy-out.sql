COPY (SELECT i2, i4, i8, yes, day, at, bytes, words, doc::text, numbers
        FROM test_all
       WHERE i4 >= $1::integer AND coalesce (words, '') <> $2
       ORDER BY i4) TO STDOUT (FORMAT binary)
