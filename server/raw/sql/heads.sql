-- The end of each chain that frames will be appended to; seq -1 for a day of a retired month.
SELECT u.district_id, u.day, f.seq, encode (f.chain, 'hex')
  FROM unnest ($1::integer[], $2::integer[]) AS u (district_id, day)
 CROSS JOIN LATERAL (SELECT seq, chain
                       FROM raw.frame
                      WHERE district_id = u.district_id
                        AND day = date '1970-01-01' + u.day
                      ORDER BY seq DESC
                      LIMIT 1) f
UNION ALL
SELECT u.district_id, u.day, -1, ''
  FROM raw.retired_month m, unnest ($1::integer[], $2::integer[]) AS u (district_id, day)
 WHERE m.restored_at IS NULL
   AND date '1970-01-01' + u.day >= m.month
   AND date '1970-01-01' + u.day < m.month + interval '1 month'
