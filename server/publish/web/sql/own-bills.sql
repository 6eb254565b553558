-- A page of bills as JSON, newest first; the last row tells where the next page begins.
WITH page AS (
    SELECT b.number, b.period_start, b.period_end, b.kind, b.standing, b.currency, b.energy_wh,
           b.net_minor, b.tax_minor, b.total_minor, b.owed_minor, b.estimated_ppm, b.issued_on,
           b.due_on, row_number () OVER (ORDER BY b.period_start DESC, b.number DESC) AS n
      FROM web.bill b
     WHERE $2::text IS NULL
        OR (b.period_start, b.number) < (SELECT x.period_start, x.number
                                           FROM web.bill x WHERE x.number = $2::text)
     ORDER BY b.period_start DESC, b.number DESC
     LIMIT $1::integer + 1
)
SELECT json_build_object (
           'items', coalesce (json_agg (json_build_object (
                        'number', p.number, 'period_start', p.period_start,
                        'period_end', p.period_end, 'kind', p.kind, 'standing', p.standing,
                        'currency', p.currency, 'energy_wh', p.energy_wh::text,
                        'net_minor', p.net_minor::text, 'tax_minor', p.tax_minor::text,
                        'total_minor', p.total_minor::text, 'owed_minor', p.owed_minor::text,
                        'estimated_ppm', p.estimated_ppm, 'issued_on', p.issued_on,
                        'due_on', p.due_on) ORDER BY p.n)
                     FILTER (WHERE p.n <= $1::integer), '[]'::json),
           'next', CASE WHEN count (*) > $1::integer
                        THEN max (p.number) FILTER (WHERE p.n = $1::integer) END)
  FROM page p
