SELECT (SELECT count (*) FROM pay.event WHERE done_at IS NULL),
       (SELECT count (*) FROM pay.intent WHERE state = 'UNKNOWN')
