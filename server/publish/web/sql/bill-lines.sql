-- Lines with the names the tariff document gives them in the reader's language.
SELECT l.kind,
       coalesce (c.component #>> ARRAY['name', $2], l.explain ->> 'name', l.component),
       coalesce (n.band #>> ARRAY['name', $2], l.band), l.tier, l.quantity, l.quantity_exponent,
       l.unit, l.rate_micro, l.amount_minor, coalesce (l.explain ->> 'from', ''),
       coalesce (l.explain ->> 'to', ''),
       coalesce (to_char ((l.explain ->> 'at')::timestamptz AT TIME ZONE k.time_zone,
                          'YYYY-MM-DD HH24:MI'), ''),
       l.line_no, l.component, l.band, l.amount_exact
  FROM bill.line l
  JOIN web.bill b ON b.district_id = l.district_id AND b.number = l.number
  JOIN web.calendar k ON k.district_id = l.district_id
  LEFT JOIN ref.tariff t ON t.tariff_code = b.tariff_code
       AND t.version = coalesce ((l.explain ->> 'tariff_version')::integer, b.tariff_version)
  LEFT JOIN LATERAL (SELECT x AS component
                       FROM jsonb_array_elements (t.document::jsonb -> 'components') x
                      WHERE x ->> 'id' = l.component
                      LIMIT 1) c ON true
  LEFT JOIN LATERAL (SELECT x AS band
                       FROM jsonb_path_query (t.document::jsonb, '$.schedules[*].bands[*]') x
                      WHERE x ->> 'id' = l.band
                      LIMIT 1) n ON true
 WHERE l.number = $1
 ORDER BY l.line_no
