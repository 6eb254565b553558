SELECT c.district_id, c.code, c.name, c.name_zh, c.n_accounts, count (*) OVER () AS total
  FROM api.bill_cycle c
 ORDER BY c.district_id, c.code COLLATE "C"
 LIMIT 1000
