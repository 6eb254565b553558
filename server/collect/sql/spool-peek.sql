SELECT place, payload FROM batch WHERE place > ?1 AND is_damaged = 0 ORDER BY place LIMIT 1
