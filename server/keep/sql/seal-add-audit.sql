-- Leaves of seal $1: the end of each chain of guard.audit that went on since it was sealed. Chains
-- are found one after another in the index: there are few of them, of many rows.
WITH RECURSIVE link (district_id, stream) AS (
    (SELECT district_id, stream FROM guard.audit ORDER BY district_id, stream LIMIT 1)
    UNION ALL
    SELECT further.district_id, further.stream
      FROM link l
     CROSS JOIN LATERAL (SELECT a.district_id, a.stream
                           FROM guard.audit a
                          WHERE (a.district_id, a.stream) > (l.district_id, l.stream)
                          ORDER BY a.district_id, a.stream
                          LIMIT 1) further
)
INSERT INTO keep.seal_audit (district_id, stream, seq, no, chain)
SELECT c.district_id, c.stream, head.seq, $1::bigint, head.chain
  FROM link c
 CROSS JOIN LATERAL (SELECT a.seq, a.chain
                       FROM guard.audit a
                      WHERE a.district_id = c.district_id AND a.stream = c.stream
                      ORDER BY a.seq DESC
                      LIMIT 1) head
 WHERE head.seq > coalesce ((SELECT max (l.seq)
                               FROM keep.seal_audit l
                              WHERE l.district_id = c.district_id AND l.stream = c.stream), 0)
