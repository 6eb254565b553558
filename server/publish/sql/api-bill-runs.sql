SELECT r.*, count (*) OVER () AS total
  FROM api.bill_run r
 WHERE $1::uuid IS NULL OR r.run_id = $1::uuid
 ORDER BY r.period_start DESC, r.started_at DESC
 LIMIT 300
