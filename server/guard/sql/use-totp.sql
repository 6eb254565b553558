-- A code opens once: gives a row when no code of this step or a later one was used.
UPDATE guard.person
   SET totp_used_step = $2::bigint
 WHERE person_id = $1::uuid
   AND totp_used_step < $2::bigint
RETURNING person_id
