-- Counters kept by the database itself: rows ever inserted into a stage's tables, which costs no scan.
SELECT schemaname AS stage, regexp_replace (relname, '_(default|\d{6})$', '') AS name,
       sum (n_tup_ins)::bigint AS n
  FROM pg_stat_user_tables
 WHERE schemaname IN ('collect', 'raw', 'validate', 'energy', 'settle', 'bill', 'ledger', 'pay', 'guard', 'work')
 GROUP BY 1, 2
 ORDER BY 1, 2
