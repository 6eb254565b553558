DELETE FROM batch WHERE place <= ?1 AND is_damaged = 0 RETURNING length (payload)
