SELECT coalesce (json_agg (json_build_object (
           'check', p.check_name, 'version', p.version, 'severity', p.severity, 'bound', p.bound::text,
           'least', p.least::text, 'set_by', p.set_by, 'set_at', p.set_at, 'reason', p.reason)
           ORDER BY p.check_name, p.version DESC), '[]')
  FROM bill.parameter p
 WHERE $1::boolean
    OR p.version = (SELECT max (x.version) FROM bill.parameter x WHERE x.check_name = p.check_name)
