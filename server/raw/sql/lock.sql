-- Writers of the same district and day wait here for each other, always in the same order.
-- 0x72617766 ("rawf") keeps these locks apart from those of other stages.
SELECT pg_advisory_xact_lock (1918990182 # c.district_id, c.day - date '1970-01-01')
  FROM (SELECT DISTINCT u.district_id, date '1970-01-01' + u.day AS day
          FROM unnest ($1::integer[], $2::integer[]) AS u (district_id, day)
         ORDER BY 1, 2) c
