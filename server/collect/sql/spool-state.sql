SELECT count(*), coalesce (sum (length (payload)), 0), coalesce (sum (is_damaged), 0) FROM batch
