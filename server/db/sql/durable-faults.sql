-- One row per reason not to trust this server with money.
SELECT format ('%s is %s', name, setting)
  FROM pg_catalog.pg_settings
 WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums')
   AND setting = 'off'
UNION ALL
SELECT format ('version is %s, not 15 to 17', current_setting ('server_version'))
 WHERE current_setting ('server_version_num')::integer NOT BETWEEN 150000 AND 179999
UNION ALL
SELECT format ('%s for role %s in database %s', config,
               coalesce (r.rolname, '(all)'), coalesce (d.datname, '(all)'))
  FROM pg_catalog.pg_db_role_setting s
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
  LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
 CROSS JOIN unnest (s.setconfig) AS config
 WHERE config IN ('synchronous_commit=off', 'synchronous_commit=false', 'synchronous_commit=no',
                  'synchronous_commit=0')
 ORDER BY 1
