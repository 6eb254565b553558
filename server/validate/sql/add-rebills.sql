INSERT INTO validate.rebill (district_id, day, point_id, channel, version, sum_before, sum_after)
SELECT $1::integer, DATE '1970-01-01' + e.day, e.point, e.channel, e.version, e.before, e.after
  FROM jsonb_to_recordset ($2::jsonb)
       AS e (day integer, point bigint, channel smallint, version integer, before bigint,
             after bigint)
ON CONFLICT ON CONSTRAINT rebill_pk DO NOTHING
