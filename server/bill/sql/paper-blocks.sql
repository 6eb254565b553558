-- Every version of the days that a bill may have been made of; the paper chooses.
SELECT coalesce (json_agg (json_build_object (
           'channel', k.channel, 'day', k.day, 'version', k.version, 'n', k.n,
           'interval_s', k.interval_s, 'payload', encode (k.payload, 'base64'),
           'flags', encode (k.flags, 'base64')) ORDER BY k.channel, k.day, k.version), '[]'::json)
  FROM bill.bill b
  JOIN validate.block k ON k.district_id = b.district_id AND k.point_id = b.point_id
       AND k.channel IN (1, 2, 3)
       AND k.day >= date_trunc ('month', b.period_start)::date
       AND k.day < (date_trunc ('month', b.period_start) + interval '1 month')::date
 WHERE b.number = $1::text
   AND b.district_id = split_part ($1, '-', 1)::integer
