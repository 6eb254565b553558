UPDATE guard.person
   SET is_disabled = $2::boolean
 WHERE login = $1::text
RETURNING person_id
