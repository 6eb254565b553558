-- The newest version of each day, or the newest that was there when bill $3 was issued.
SELECT DISTINCT ON (b.agreement_id, b.channel, b.day)
       b.agreement_id, b.channel, b.day - date '1970-01-01', b.version, b.n, b.interval_s,
       b.payload, b.flags
  FROM web.block b
  JOIN web.calendar k ON k.district_id = b.district_id
 WHERE b.day >= $1::date
   AND b.day < $2::date
   AND ($3::text IS NULL
        OR b.made_at < (SELECT (p.issued_on + 1)::timestamp AT TIME ZONE k.time_zone
                          FROM web.bill_past p
                         WHERE p.number = $3::text))
 ORDER BY b.agreement_id, b.channel, b.day, b.version DESC
