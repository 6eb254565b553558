UPDATE test_row SET note = $2 WHERE id = $1::integer
