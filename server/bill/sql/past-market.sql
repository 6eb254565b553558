-- The system's peaks (without a series) and the prices in the versions that a bill, or the bill
-- that a credit note took back, was made of: series, version, start, seconds, millionths.
WITH asked AS (
    SELECT b.district_id, m.made_of, date_trunc ('month', b.period_start)::date AS month,
           (date_trunc ('month', b.period_start)::timestamp AT TIME ZONE d.time_zone) AS first,
           ((date_trunc ('month', b.period_start) + interval '1 month')::timestamp
            AT TIME ZONE d.time_zone) AS next
      FROM bill.bill b
      JOIN ref.district d ON d.district_id = b.district_id
      JOIN bill.bill m ON m.district_id = b.district_id
                      AND m.number = CASE WHEN b.kind = 'credit' THEN rtrim (b.number, 'C')
                                          ELSE b.number END
     WHERE b.number = $1::text
       AND b.district_id = split_part ($1, '-', 1)::integer
), wanted AS (
    SELECT a.first, a.next, split_part (item, '@', 1) AS series,
           split_part (item, '@', 2)::integer AS version
      FROM asked a
     CROSS JOIN string_to_table (substring (a.made_of FROM '[|]prices=([^|]+)'), ';') item
), known AS (
    SELECT '' AS series, p.version, extract (epoch FROM s.start)::bigint AS start, s.seconds,
           0::bigint AS micro
      FROM asked a
      JOIN ref.system_peak p ON p.district_id = a.district_id AND p.month = a.month
           AND p.version = substring (a.made_of FROM '[|]system-peaks=([0-9]+)')::integer
     CROSS JOIN LATERAL unnest (p.starts, p.seconds) AS s (start, seconds)
    UNION ALL
    (SELECT DISTINCT ON (w.series, p.start)
            w.series, p.version, extract (epoch FROM p.start)::bigint, p.seconds, p.micro
       FROM wanted w
       JOIN ref.interval_price p ON p.series = w.series AND p.version <= w.version
            AND p.start >= w.first - interval '1 day' AND p.start < w.next
            AND p.start + p.seconds * interval '1 second' > w.first
      ORDER BY w.series, p.start, p.version DESC)
)
SELECT coalesce (json_agg (json_build_array (k.series, k.version, k.start, k.seconds, k.micro)
                           ORDER BY k.series, k.start), '[]'::json)
  FROM known k
