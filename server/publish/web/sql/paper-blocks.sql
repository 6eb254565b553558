-- As bill/paper-blocks, as its customer may see them: the days of the own agreement.
SELECT coalesce (json_agg (json_build_object (
           'channel', k.channel, 'day', k.day, 'version', k.version, 'n', k.n,
           'interval_s', k.interval_s, 'payload', encode (k.payload, 'base64'),
           'flags', encode (k.flags, 'base64')) ORDER BY k.channel, k.day, k.version), '[]'::json)
  FROM bill.bill b
  JOIN web.block k ON k.district_id = b.district_id AND k.agreement_id = b.agreement_id
       AND k.version > 0
       AND k.day >= date_trunc ('month', b.period_start)::date
       AND k.day < (date_trunc ('month', b.period_start) + interval '1 month')::date
 WHERE b.number = $1::text
   AND b.district_id = split_part ($1, '-', 1)::integer
