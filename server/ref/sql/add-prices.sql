-- A version of a series: of what was brought, that which holds otherwise, or does not yet.
WITH changed AS (
    SELECT n.start, n.seconds, n.micro
      FROM unnest ($2::timestamptz[], $3::integer[], $4::bigint[]) AS n (start, seconds, micro)
      LEFT JOIN LATERAL (SELECT p.seconds, p.micro
                           FROM ref.interval_price p
                          WHERE p.series = $1::text
                            AND p.start = n.start
                          ORDER BY p.version DESC
                          LIMIT 1) o ON true
     WHERE (o.seconds, o.micro) IS DISTINCT FROM (n.seconds, n.micro)
), added AS (
    INSERT INTO ref.price_import (series, version, set_by, source)
    SELECT $1::text, coalesce (max (i.version), 0) + 1, $5::text, $6::text
      FROM ref.price_import i
     WHERE i.series = $1::text
    HAVING EXISTS (SELECT FROM changed)
    RETURNING version
)
INSERT INTO ref.interval_price (series, start, version, seconds, micro)
SELECT $1::text, c.start, a.version, c.seconds, c.micro
  FROM changed c
 CROSS JOIN added a
RETURNING version
