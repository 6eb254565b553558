SELECT p.check_name, p.version, p.severity, p.bound, p.least, p.set_by, p.set_at, p.reason, p.is_current,
       count (*) OVER () AS total
  FROM api.bill_parameter p
 WHERE p.is_current
    OR $1::integer = 1
 ORDER BY p.check_name, p.version DESC
