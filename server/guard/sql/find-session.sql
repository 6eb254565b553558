-- The session of a token, if it has not ended: $2 seconds unused, $3 seconds in all. Its use
-- is written down at most every 30 s, so that reading costs no write. One that was used in the
-- future would not end in time: a clock was ahead, and who has it signs in again.
WITH found AS (
    SELECT s.csrf, s.used_at, s.confirmed_at, p.person_id, p.login, p.name, p.role, p.district_id,
           coalesce (p.customer_id, 0) AS customer_id, p.language
      FROM guard.session s
      JOIN guard.person p ON p.person_id = s.person_id
     WHERE s.token_sha256 = $1::bytea
       AND NOT p.is_disabled
       AND (p.role = 'customer') = $4::boolean
       AND s.used_at > now () - make_interval (secs => $2::bigint)
       AND s.used_at < now () + interval '5 minutes'
       AND s.created_at > now () - make_interval (secs => $3::bigint)
), used AS (
    UPDATE guard.session
       SET used_at = now ()
     WHERE token_sha256 = $1::bytea
       AND EXISTS (SELECT FROM found WHERE used_at < now () - interval '30 seconds')
)
SELECT person_id, login, name, role, district_id, customer_id, language, csrf,
       extract (epoch FROM now ())::bigint + $2::bigint AS expires_at,
       extract (epoch FROM confirmed_at)::bigint AS confirmed_at
  FROM found
