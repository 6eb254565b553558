-- What a store holds, in few enough lines to be compared with another by eye. The heads are one
-- hash over the end of every chain: equal only when each chain ends in the same row.
SELECT what, value
  FROM (SELECT 1, 'journals', (SELECT count(*) FROM ledger.journal)::text
         UNION ALL
        SELECT 2, 'entries', (SELECT count(*) FROM ledger.entry)::text
         UNION ALL
        SELECT 3, 'debits_minor', (SELECT coalesce (sum (amount_minor), 0) FROM ledger.entry
                                    WHERE amount_minor > 0)::text
         UNION ALL
        SELECT 4, 'last_journal',
               coalesce ((SELECT kind || ' ' || reference || ' '
                                 || to_char (posted_at AT TIME ZONE 'UTC',
                                             'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                            FROM ledger.journal
                           ORDER BY posted_at DESC, journal_id
                           LIMIT 1), '')
         UNION ALL
        SELECT 5, 'frames', (SELECT count(*) FROM raw.frame)::text
         UNION ALL
        SELECT 6, 'frame_heads',
               (SELECT encode (sha256 (coalesce (string_agg (chain, ''::bytea
                                                             ORDER BY district_id, day), '')), 'hex')
                  FROM (SELECT DISTINCT ON (district_id, day) district_id, day, chain
                          FROM raw.frame
                         ORDER BY district_id, day, seq DESC) f)
         UNION ALL
        SELECT 7, 'audit_rows', (SELECT count(*) FROM guard.audit)::text
         UNION ALL
        SELECT 8, 'audit_heads',
               (SELECT encode (sha256 (coalesce (string_agg (chain, ''::bytea
                                                             ORDER BY district_id, stream), '')), 'hex')
                  FROM (SELECT DISTINCT ON (district_id, stream) district_id, stream, chain
                          FROM guard.audit
                         ORDER BY district_id, stream, seq DESC) a)) s (place, what, value)
 ORDER BY place
