UPDATE validate.edit
   SET withdrawn_by = $3, withdrawn_at = now ()
 WHERE district_id = $1::integer
   AND for_exception = $2
   AND withdrawn_at IS NULL
