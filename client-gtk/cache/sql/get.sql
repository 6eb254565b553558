SELECT stored_at, body FROM answer WHERE owner = ?1 AND path = ?2
