-- The leaves of the seals from $1 to $2, in the order of their trees.
COPY (SELECT l.no, l.kind, l.district_id, coalesce (l.stream, to_char (l.day, 'YYYY-MM-DD')), l.seq,
             l.chain
        FROM (SELECT no, 0::smallint AS kind, district_id, day, NULL::text AS stream,
                     seq::bigint AS seq, chain
                FROM keep.seal_raw
               WHERE no >= $1::bigint AND no <= $2::bigint
              UNION ALL
              SELECT no, 1::smallint, district_id, NULL, stream, seq, chain
                FROM keep.seal_audit
               WHERE no >= $1::bigint AND no <= $2::bigint) l
       ORDER BY l.no, l.kind, l.district_id, l.day, l.stream COLLATE "C")
TO STDOUT (FORMAT binary)
