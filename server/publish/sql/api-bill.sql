-- A bill and all that explains it, each part as JSON.
SELECT json_build_object (
           'district_id', b.district_id, 'number', b.number, 'account_number', b.account_number,
           'customer_name', b.customer_name, 'period_start', b.period_start,
           'period_end', b.period_end, 'version', b.version, 'kind', b.kind, 'state', b.state,
           'hold_reasons', b.hold_reasons, 'tariff_code', b.tariff_code,
           'tariff_version', b.tariff_version, 'currency', b.currency, 'energy_wh', b.energy_wh,
           'net_minor', b.net_minor, 'tax_minor', b.tax_minor, 'total_minor', b.total_minor,
           'estimated_ppm', b.estimated_ppm, 'issued_on', b.issued_on, 'due_on', b.due_on,
           'run_id', b.run_id) AS summary,
       b.customer_address, p.code AS point_code, p.name AS point_name, b.point_id, b.content_hash,
       b.made_from,
       coalesce ((SELECT json_agg (json_build_object (
                             'line_no', l.line_no, 'kind', l.kind, 'component', l.component,
                             'band', l.band, 'tier', l.tier, 'quantity', l.quantity,
                             'quantity_exponent', l.quantity_exponent, 'unit', l.unit,
                             'rate_micro', l.rate_micro, 'amount_minor', l.amount_minor,
                             'amount_exact', l.amount_exact, 'explain', l.explain) ORDER BY l.line_no)
                    FROM api.bill_line l
                   WHERE l.district_id = b.district_id AND l.number = b.number), '[]') AS lines,
       coalesce ((SELECT json_agg (json_build_object (
                             'name', d.name, 'value', d.value, 'unit', d.unit,
                             'version', d.version) ORDER BY d.name)
                    FROM api.determinant d
                   WHERE d.district_id = b.district_id AND d.number = b.number), '[]') AS determinants,
       coalesce ((SELECT json_agg (json_build_object (
                             'number', v.number, 'version', v.version, 'kind', v.kind,
                             'state', v.state, 'total_minor', v.total_minor,
                             'issued_on', v.issued_on, 'content_hash', v.content_hash)
                                   ORDER BY v.version, v.kind)
                    FROM api.bill v
                   WHERE v.district_id = b.district_id AND v.agreement_id = b.agreement_id
                     AND v.period_start = b.period_start), '[]') AS versions,
       coalesce ((SELECT json_agg (json_build_object (
                             'check_name', f.check_name, 'severity', f.severity, 'found', f.found,
                             'bound', f.bound, 'unit', f.unit) ORDER BY f.check_name)
                    FROM api.bill_finding f
                   WHERE f.district_id = b.district_id AND f.number = b.number), '[]') AS findings,
       coalesce ((SELECT json_agg (json_build_object (
                             'act', k.act, 'person', k.person, 'reason', k.reason,
                             'decided_at', k.decided_at) ORDER BY k.decided_at DESC)
                    FROM api.bill_decision k
                   WHERE k.district_id = b.district_id AND k.number = b.number), '[]') AS decisions,
       (SELECT c.correction_id
          FROM api.correction c
         WHERE c.district_id = b.district_id AND c.number = b.number
           AND c.state IN ('proposed', 'waiting')) AS correction_id
  FROM api.bill b
  JOIN api.point p ON p.district_id = b.district_id AND p.point_id = b.point_id
 WHERE b.number = $1::text
