SELECT raw.close_month (date '1970-01-01' + $1::integer, $2::bigint)
