-- Of the days that got a newer version, those whose energy it changed: the sum, or only when it was
-- used, which a tariff by time or by demand prices. How sure an interval is costs nothing.
INSERT INTO validate.rebill (district_id, day, point_id, channel, version, sum_before, sum_after)
SELECT $1::integer, DATE '1970-01-01' + e.day, e.point, e.channel, e.version, e.before, e.after
  FROM jsonb_to_recordset ($2::jsonb)
       AS e (day integer, point bigint, channel smallint, version integer, before bigint,
             after bigint)
 WHERE e.before <> e.after
    OR (SELECT b.payload
          FROM validate.block b
         WHERE b.district_id = $1::integer
           AND b.point_id = e.point
           AND b.channel = e.channel
           AND b.day = DATE '1970-01-01' + e.day
           AND b.version = e.version - 1)
       IS DISTINCT FROM
       (SELECT b.payload
          FROM validate.block b
         WHERE b.district_id = $1::integer
           AND b.point_id = e.point
           AND b.channel = e.channel
           AND b.day = DATE '1970-01-01' + e.day
           AND b.version = e.version)
ON CONFLICT ON CONSTRAINT rebill_pk DO NOTHING
