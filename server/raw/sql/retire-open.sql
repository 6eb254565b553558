SELECT raw.open_month (date '1970-01-01' + $1::integer)
