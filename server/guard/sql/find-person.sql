-- Who signs in under a name; is_customer keeps staff and customers apart. No delay is longer than
-- an hour: one that ends in two is of a clock that was ahead.
SELECT person_id, login, name, role, district_id, coalesce (customer_id, 0) AS customer_id,
       language, password_hash, encode (totp_secret, 'hex') AS totp_secret, failures,
       coalesce (blocked_until > now ()
                 AND blocked_until < now () + interval '2 hours', false) AS is_blocked, is_disabled
  FROM guard.person
 WHERE login = $1::text
   AND (role = 'customer') = $2::boolean
