-- The month is back; that it was away stays.
UPDATE raw.retired_month
   SET restored_at = clock_timestamp (), restored_by = $2, restored_reason = $3
 WHERE month = date '1970-01-01' + $1::integer AND restored_at IS NULL
