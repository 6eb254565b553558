-- Months whose frames lie in archives and that touch these days; the latest time it was done.
SELECT month - date '1970-01-01', (month + interval '1 month')::date - date '1970-01-01', n_frames,
       n_chains, archive, encode (sha256, 'hex'),
       to_char (retired_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), retired_by, reason
  FROM raw.retired_month
 WHERE restored_at IS NULL
   AND month < date '1970-01-01' + $2::integer
   AND month + interval '1 month' > date '1970-01-01' + $1::integer
 ORDER BY month
