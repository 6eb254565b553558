SELECT count(*) FROM raw.frame
