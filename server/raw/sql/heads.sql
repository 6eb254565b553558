-- The end of each chain that frames will be appended to.
SELECT u.district_id, u.day, f.seq, encode (f.chain, 'hex')
  FROM unnest ($1::integer[], $2::integer[]) AS u (district_id, day)
 CROSS JOIN LATERAL (SELECT seq, chain
                       FROM raw.frame
                      WHERE district_id = u.district_id
                        AND day = date '1970-01-01' + u.day
                      ORDER BY seq DESC
                      LIMIT 1) f
