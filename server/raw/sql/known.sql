-- Which of these frames are stored already. LIMIT keeps the planner at one
-- look into the index a frame, whatever it thinks of a table that just grew.
SELECT encode (u.digest, 'hex')
  FROM unnest ($1::integer[], $2::integer[], $3::bytea[], $4::bigint[])
       AS u (district_id, day, digest, point_id)
 CROSS JOIN LATERAL (SELECT
                       FROM raw.frame f
                      WHERE f.district_id = u.district_id
                        AND f.day = date '1970-01-01' + u.day
                        AND f.point_id = u.point_id
                        AND f.digest = u.digest
                      LIMIT 1) f
