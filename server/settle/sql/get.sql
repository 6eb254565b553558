SELECT state, period_start, period_end, version, drafted_by, coalesce (submitted_by, ''),
       coalesce (decided_by, '')
  FROM settle.settlement
 WHERE district_id = $1::integer
   AND settlement_id = $2::uuid
   FOR UPDATE
