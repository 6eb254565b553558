UPDATE batch SET is_damaged = 1 WHERE place = ?1
