-- Leaves of seal $1: the end of each chain of raw.frame that went on since it was sealed. No index
-- begins with the day, so districts are found one after another, then the first and last day of
-- each, once (MATERIALIZED); every day between is one look at the end of its chain, in its month.
WITH RECURSIVE district (district_id) AS (
    SELECT min (district_id) FROM raw.frame
    UNION ALL
    SELECT (SELECT min (f.district_id) FROM raw.frame f WHERE f.district_id > d.district_id)
      FROM district d
     WHERE d.district_id IS NOT NULL
), span AS MATERIALIZED (
    SELECT d.district_id,
           (SELECT min (f.day) FROM raw.frame f WHERE f.district_id = d.district_id) AS first,
           (SELECT max (f.day) FROM raw.frame f WHERE f.district_id = d.district_id) AS last
      FROM district d
     WHERE d.district_id IS NOT NULL
)
INSERT INTO keep.seal_raw (district_id, day, seq, no, chain)
SELECT s.district_id, s.first + later.n, head.seq, $1::bigint, head.chain
  FROM span s
 CROSS JOIN LATERAL generate_series (0, s.last - s.first) AS later (n)
 CROSS JOIN LATERAL (SELECT f.seq, f.chain
                       FROM raw.frame f
                      WHERE f.district_id = s.district_id AND f.day = s.first + later.n
                      ORDER BY f.seq DESC
                      LIMIT 1) head
 WHERE head.seq > coalesce ((SELECT max (l.seq)
                               FROM keep.seal_raw l
                              WHERE l.district_id = s.district_id
                                AND l.day = s.first + later.n), 0)
