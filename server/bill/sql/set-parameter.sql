INSERT INTO bill.parameter (check_name, version, severity, bound, least, set_by, reason)
SELECT $1::text, p.version + 1, $3::text, $4::bigint, $5::bigint, $6::text, $7::text
  FROM bill.parameter p
 WHERE p.check_name = $1::text
   AND p.version = $2::integer
ON CONFLICT DO NOTHING
RETURNING version
