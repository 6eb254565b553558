DELETE FROM answer WHERE owner = ?1
