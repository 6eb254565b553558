SELECT s.*, count (*) OVER () AS total
  FROM api.settlement s
 ORDER BY s.period_start DESC, s.version DESC
 LIMIT 1000
