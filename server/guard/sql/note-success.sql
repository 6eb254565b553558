UPDATE guard.person
   SET failures = 0, blocked_until = NULL
 WHERE person_id = $1::uuid
   AND (failures > 0 OR blocked_until IS NOT NULL)
