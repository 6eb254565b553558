SELECT body FROM note WHERE name = ?1
