SELECT settlement_id, period_start - date '1970-01-01', period_end - date '1970-01-01', state
  FROM settle.settlement
 WHERE district_id = $1::integer
 ORDER BY period_start, version
