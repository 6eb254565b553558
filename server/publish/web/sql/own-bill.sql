SELECT json_build_object (
           'number', b.number, 'period_start', b.period_start, 'period_end', b.period_end,
           'kind', b.kind, 'standing', b.standing, 'currency', b.currency,
           'energy_wh', b.energy_wh::text, 'net_minor', b.net_minor::text,
           'tax_minor', b.tax_minor::text, 'total_minor', b.total_minor::text,
           'owed_minor', b.owed_minor::text, 'estimated_ppm', b.estimated_ppm,
           'issued_on', b.issued_on, 'due_on', b.due_on, 'tariff', b.tariff_code,
           'tariff_version', b.tariff_version, 'content_hash', p.content_hash,
           'made_from', p.made_from,
           'lines', coalesce ((SELECT json_agg (json_build_object (
                                   'line_no', l.line_no, 'kind', l.kind, 'component', l.component,
                                   'band', l.band, 'tier', l.tier, 'quantity', l.quantity::text,
                                   'quantity_exponent', l.quantity_exponent, 'unit', l.unit,
                                   'rate_micro', l.rate_micro::text,
                                   'amount_minor', l.amount_minor::text,
                                   'amount_exact', l.amount_exact) ORDER BY l.line_no)
                                 FROM bill.line l
                                WHERE l.district_id = b.district_id
                                  AND l.number = b.number), '[]'::json))
  FROM web.bill b
  JOIN web.bill_past p ON p.district_id = b.district_id AND p.number = b.number
 WHERE b.number = $1::text
