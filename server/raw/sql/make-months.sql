SELECT work.make_partitions (date '1970-01-01' + $1::integer, date '1970-01-01' + $2::integer)
