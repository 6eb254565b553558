-- The first leaf whose row is not there any more, or is another one: where it was sealed, and where
-- its chain ends now (0: there is no chain).
-- Months that lie in an archive are no loss: `raw check` holds that file against its own digests.
WITH lost AS (
    SELECT l.no, 0 AS kind, l.district_id, l.day, NULL::text AS stream, l.seq::bigint AS seq
      FROM keep.seal_raw l
      LEFT JOIN raw.frame f ON f.district_id = l.district_id AND f.day = l.day AND f.seq = l.seq
     WHERE f.chain IS DISTINCT FROM l.chain
       AND NOT EXISTS (SELECT FROM raw.retired_month m
                        WHERE m.month = date_trunc ('month', l.day)::date
                          AND m.restored_at IS NULL)
    UNION ALL
    SELECT l.no, 1, l.district_id, NULL, l.stream, l.seq
      FROM keep.seal_audit l
      LEFT JOIN guard.audit a ON a.district_id = l.district_id AND a.stream = l.stream
                             AND a.seq = l.seq
     WHERE a.chain IS DISTINCT FROM l.chain
), worst AS (
    SELECT * FROM lost ORDER BY no, kind, district_id, day, stream COLLATE "C" LIMIT 1
)
SELECT w.no, w.kind, w.district_id, coalesce (w.stream, to_char (w.day, 'YYYY-MM-DD')) AS name,
       w.seq,
       coalesce (CASE w.kind
                     WHEN 0 THEN (SELECT max (f.seq)::bigint FROM raw.frame f
                                   WHERE f.district_id = w.district_id AND f.day = w.day)
                     ELSE (SELECT max (a.seq) FROM guard.audit a
                            WHERE a.district_id = w.district_id AND a.stream = w.stream)
                 END, 0) AS end,
       (SELECT extract (epoch FROM s.sealed_at)::bigint FROM keep.seal s WHERE s.no = w.no) AS at
  FROM worst w
