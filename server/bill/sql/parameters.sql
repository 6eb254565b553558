SELECT DISTINCT ON (p.check_name) p.check_name, p.severity, p.bound, p.least
  FROM bill.parameter p
 ORDER BY p.check_name, p.version DESC
