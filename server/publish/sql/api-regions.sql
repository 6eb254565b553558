SELECT node_id, parent_id, kind, code, name, district_id, voltage_v, count (*) OVER () AS total
  FROM api.node
 ORDER BY parent_id, code
 LIMIT 10000
