COPY test_all (i2, i4, i8, yes, day, at, bytes, words, doc, numbers, tags) FROM STDIN (FORMAT binary)
