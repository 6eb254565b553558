-- A unit that another holds. Its holder may be a server that was killed and whose connection has
-- not ended yet, so whoever finds nothing else to do waits for it.
SELECT u.district_id, u.unit_no, u.first_point, u.last_point
  FROM bill.unit u
 WHERE u.run_id = $1::uuid
   AND u.done_at IS NULL
 ORDER BY u.district_id, u.unit_no
 LIMIT 1
   FOR UPDATE
