DELETE FROM guard.session
 WHERE person_id = $1::uuid
