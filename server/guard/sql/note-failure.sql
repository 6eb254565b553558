UPDATE guard.person
   SET failures = failures + 1,
       blocked_until = now () + make_interval (secs => $2::bigint)
 WHERE person_id = $1::uuid
