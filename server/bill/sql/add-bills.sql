COPY bill.bill (district_id, number, account_id, agreement_id, customer_id, point_id, period_start,
                period_end, version, kind, state, hold_reasons, tariff_code, tariff_version, currency,
                energy_wh, net_minor, tax_minor, total_minor, estimated_ppm, run_id, made_from,
                content_hash, carry, made_of, determinants, rules)
FROM STDIN (FORMAT binary)
