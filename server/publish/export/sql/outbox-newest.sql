-- The newest version of each interface file $1 of the days from $2 to before $3.
SELECT DISTINCT ON (day) day, version, encode (sha256, 'hex')
  FROM work.outbox
 WHERE file = $1 AND day >= $2::date AND day < $3::date
 ORDER BY day, version DESC
