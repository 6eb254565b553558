UPDATE guard.person
   SET password_hash = $2::text, failures = 0, blocked_until = NULL
 WHERE login = $1::text
RETURNING person_id
