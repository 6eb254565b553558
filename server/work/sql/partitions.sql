-- From two years back to three months ahead of the day given.
SELECT work.make_partitions (($1::date - interval '24 months')::date, ($1::date + interval '3 months')::date)
