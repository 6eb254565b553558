-- Prices of a series as they held with version $4; 0: as they hold.
SELECT DISTINCT ON (p.start)
       extract (epoch FROM p.start)::bigint, p.seconds, p.micro, p.version
  FROM ref.interval_price p
 WHERE p.series = $1::text
   AND p.start >= to_timestamp ($2::bigint) - interval '1 day'
   AND p.start + p.seconds * interval '1 second' > to_timestamp ($2::bigint)
   AND p.start < to_timestamp ($3::bigint)
   AND ($4::integer = 0 OR p.version <= $4::integer)
 ORDER BY p.start, p.version DESC
