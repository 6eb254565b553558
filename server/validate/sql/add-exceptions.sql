INSERT INTO validate.exception (district_id, day, point_id, channel, rule, first_interval,
                                n_intervals, severity, figures)
SELECT $1::integer, DATE '1970-01-01' + e.day, e.point, e.channel, e.rule, e.first, e.n, e.severity,
       jsonb_build_object ('found', e.found, 'limit', e.limit)
  FROM jsonb_to_recordset ($2::jsonb)
       AS e (day integer, point bigint, channel smallint, rule text, first integer, n integer,
             severity text, found bigint, "limit" bigint)
ON CONFLICT ON CONSTRAINT exception_pk DO NOTHING
