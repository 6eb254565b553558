SELECT json_build_object (
           'number', b.number, 'kind', b.kind, 'state', b.state, 'version', b.version,
           'customer', c.name, 'address', a.address, 'account', a.number, 'point', p.code,
           'period_start', b.period_start, 'period_end', b.period_end, 'issued_on', b.issued_on,
           'due_on', b.due_on, 'tariff', b.tariff_code, 'tariff_version', b.tariff_version,
           'currency', b.currency, 'energy_wh', b.energy_wh::text, 'net_minor', b.net_minor::text,
           'tax_minor', b.tax_minor::text, 'total_minor', b.total_minor::text,
           'estimated_ppm', b.estimated_ppm, 'hold_reasons', b.hold_reasons,
           'made_from', encode (b.made_from, 'hex'), 'content_hash', encode (b.content_hash, 'hex'),
           'lines', coalesce ((SELECT json_agg (json_build_object (
                       'line_no', l.line_no, 'kind', l.kind, 'component', l.component,
                       'band', l.band, 'tier', l.tier, 'quantity', l.quantity::text,
                       'quantity_exponent', l.quantity_exponent, 'unit', l.unit,
                       'rate_micro', l.rate_micro::text, 'amount_minor', l.amount_minor::text,
                       'amount_exact', l.amount_exact, 'explain', l.explain) ORDER BY l.line_no)
                      FROM bill.line l
                     WHERE l.district_id = b.district_id AND l.number = b.number), '[]'::json))
  FROM bill.bill b
  JOIN ref.account a ON a.district_id = b.district_id AND a.account_id = b.account_id
  JOIN ref.customer c ON c.district_id = b.district_id AND c.customer_id = b.customer_id
  JOIN ref.point p ON p.district_id = b.district_id AND p.point_id = b.point_id
 WHERE b.number = $1
   AND b.district_id = split_part ($1, '-', 1)::integer
