DELETE FROM settle.audit
 WHERE district_id = $1::integer
   AND settlement_id = $2::uuid
   AND result <> 'signed'
