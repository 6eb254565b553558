SELECT login, name, role, district_id, coalesce (customer_id, 0) AS customer_id, language,
       totp_secret IS NOT NULL AS has_totp, failures, is_disabled
  FROM guard.person
 WHERE $1::boolean OR role <> 'customer'
 ORDER BY login
