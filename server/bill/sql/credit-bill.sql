INSERT INTO bill.bill (district_id, number, account_id, agreement_id, customer_id, point_id,
                       period_start, period_end, version, kind, state, tariff_code, tariff_version,
                       currency, energy_wh, net_minor, tax_minor, total_minor, estimated_ppm,
                       issued_on, due_on, run_id, made_from, content_hash)
SELECT b.district_id, b.number || 'C', b.account_id, b.agreement_id, b.customer_id, b.point_id,
       b.period_start, b.period_end, b.version, 'credit', 'issued', b.tariff_code, b.tariff_version,
       b.currency, -b.energy_wh, -b.net_minor, -b.tax_minor, -b.total_minor, b.estimated_ppm,
       $2::date, $2::date, b.run_id, b.content_hash,
       sha256 (convert_to ('credit of ' || b.number || ' ' || encode (b.content_hash, 'hex'), 'UTF8'))
  FROM bill.bill b
 WHERE b.number = $1
   AND b.district_id = split_part ($1, '-', 1)::integer
   AND b.state = 'issued'
   AND b.kind <> 'credit'
RETURNING number
