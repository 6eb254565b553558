-- A version of a month's peaks; nothing when the one that holds says the same.
INSERT INTO ref.system_peak (district_id, month, version, starts, seconds, set_by, source)
SELECT $1::integer, $2::date, coalesce (max (p.version), 0) + 1, $3::timestamptz[], $4::integer[],
       $5::text, $6::text
  FROM ref.system_peak p
 WHERE p.district_id = $1::integer
   AND p.month = $2::date
HAVING NOT coalesce ((SELECT (l.starts, l.seconds) = ($3::timestamptz[], $4::integer[])
                        FROM ref.system_peak l
                       WHERE l.district_id = $1::integer
                         AND l.month = $2::date
                       ORDER BY l.version DESC
                       LIMIT 1), false)
RETURNING version
