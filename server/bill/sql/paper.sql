-- All that the paper shows, as one document; row-level security decides whether there is one.
SELECT json_build_object (
           'number', b.number, 'kind', b.kind, 'state', b.state,
           'counterpart', (SELECT x.number FROM bill.bill x
                            WHERE x.district_id = b.district_id
                              AND x.number = CASE b.kind WHEN 'credit' THEN rtrim (b.number, 'C')
                                                         ELSE b.number || 'C' END
                              AND (b.kind = 'credit' OR x.kind = 'credit')),
           'company', d.name, 'customer', c.name, 'address', a.address, 'account', a.number,
           'time_zone', d.time_zone,
           'payee', y.name, 'iban', y.iban, 'bic', y.bic,
           'point', p.code, 'point_name', p.name,
           'period_start', b.period_start, 'period_last', b.period_end - 1,
           'issued_on', b.issued_on, 'due_on', b.due_on,
           'currency', b.currency, 'energy_wh', b.energy_wh::text,
           'net_minor', b.net_minor::text, 'tax_minor', b.tax_minor::text,
           'total_minor', b.total_minor::text, 'estimated_ppm', b.estimated_ppm,
           'content_hash', encode (b.content_hash, 'hex'), 'language', c.language,
           'agreement_id', b.agreement_id, 'version', b.version, 'tariff_code', b.tariff_code,
           'made_of', m.made_of,
           'tariff', t.document::json,
           'tariffs', coalesce ((SELECT json_agg (json_build_object (
                       'version', v.version, 'valid_from', v.valid_from, 'valid_to', v.valid_to,
                       'document', v.document::json) ORDER BY v.valid_from, v.version)
                      FROM ref.tariff v
                     WHERE v.tariff_code = b.tariff_code
                       AND v.version::text = ANY (string_to_array (
                               split_part (m.made_of, '|', 8), ','))), '[]'::json),
           'holidays', coalesce ((SELECT json_agg (json_build_object (
                       'day', h.day, 'name', h.name, 'workday', h.day_type = 'workday')
                       ORDER BY h.day)
                      FROM ref.holiday h
                     WHERE h.calendar = t.document::json ->> 'calendar'
                       AND h.day >= b.period_start AND h.day < b.period_end), '[]'::json),
           'lines', coalesce ((SELECT json_agg (json_build_object (
                       'kind', l.kind, 'component', l.component, 'band', l.band, 'tier', l.tier,
                       'quantity', l.explain ->> 'quantity', 'rate', l.explain ->> 'rate',
                       'season', l.explain ->> 'season', 'name', l.explain ->> 'name',
                       'from', l.explain ->> 'from', 'to', l.explain ->> 'to',
                       'at', l.explain ->> 'at', 'exact', l.amount_exact,
                       'tariff_version', l.explain ->> 'tariff_version',
                       'unit', l.unit, 'amount_minor', l.amount_minor::text) ORDER BY l.line_no)
                      FROM bill.line l
                     WHERE l.district_id = b.district_id AND l.number = b.number), '[]'::json),
           'months', coalesce ((SELECT json_agg (json_build_object (
                       'month', to_char (m.period_start, 'YYYY-MM'), 'wh', m.energy_wh::text,
                       'total_minor', m.total_minor::text,
                       'estimated', m.estimated_ppm > 0) ORDER BY m.period_start)
                      FROM (SELECT DISTINCT ON (x.period_start)
                                   x.period_start, x.energy_wh, x.total_minor, x.estimated_ppm
                              FROM bill.bill x
                             WHERE x.district_id = b.district_id AND x.agreement_id = b.agreement_id
                               AND x.kind <> 'credit' AND x.period_start <= b.period_start
                               AND x.period_start > b.period_start - interval '13 months'
                               AND (x.state = 'issued' OR x.number = b.number)
                             ORDER BY x.period_start, x.version DESC) m), '[]'::json),
           'days', coalesce ((SELECT json_agg (json_build_object (
                       'day', y.day, 'wh', y.sum, 'estimated', y.n_estimated + y.n_missing > 0,
                       'hours', y.hours)
                       ORDER BY y.day)
                      FROM energy.day y
                     WHERE y.district_id = b.district_id AND y.point_id = b.point_id
                       AND y.channel = 1 AND y.day >= b.period_start AND y.day < b.period_end),
                   '[]'::json))
  FROM bill.bill b
  JOIN ref.district d ON d.district_id = b.district_id
  JOIN ref.account a ON a.district_id = b.district_id AND a.account_id = b.account_id
  JOIN ref.customer c ON c.district_id = b.district_id AND c.customer_id = b.customer_id
  JOIN ref.point p ON p.district_id = b.district_id AND p.point_id = b.point_id
  JOIN bill.bill m ON m.district_id = b.district_id
                  AND m.number = CASE WHEN b.kind = 'credit' THEN rtrim (b.number, 'C')
                                      ELSE b.number END
  LEFT JOIN ref.payee y ON y.district_id = b.district_id
  LEFT JOIN ref.tariff t ON t.tariff_code = b.tariff_code AND t.version = b.tariff_version
 WHERE b.number = $1
   AND b.district_id = split_part ($1, '-', 1)::integer
