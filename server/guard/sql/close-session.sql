-- Also forgets sessions that ended long ago.
DELETE FROM guard.session
 WHERE token_sha256 = $1::bytea
    OR used_at < now () - interval '1 day'
