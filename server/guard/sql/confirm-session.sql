UPDATE guard.session
   SET confirmed_at = now ()
 WHERE person_id = $1::uuid
   AND csrf = $2::text
