SELECT district_id, stream, count (*) AS n
  FROM guard.audit
 GROUP BY district_id, stream
 ORDER BY district_id, stream
