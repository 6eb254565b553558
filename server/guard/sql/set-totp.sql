UPDATE guard.person
   SET totp_secret = $2::bytea, totp_used_step = 0
 WHERE login = $1::text
RETURNING person_id
