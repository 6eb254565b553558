SELECT done_for FROM round WHERE schedule = ?1
