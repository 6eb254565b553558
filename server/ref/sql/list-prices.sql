SELECT i.series, i.version, count (*), to_char (min (p.start) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char (max (p.start + p.seconds * interval '1 second') AT TIME ZONE 'UTC',
                'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       i.set_by, to_char (i.set_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), i.source
  FROM ref.price_import i
  JOIN ref.interval_price p ON p.series = i.series AND p.version = i.version
 WHERE ($1::text IS NULL OR i.series = $1::text)
 GROUP BY i.series, i.version
 ORDER BY i.series, i.version
