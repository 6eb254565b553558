COPY bill.to_date (district_id, agreement_id, period_start, period_end, account_id, customer_id,
                   point_id, is_current, known_end, state, tariff_code, tariff_version, currency,
                   energy_wh, net_minor, tax_minor, total_minor, estimated_ppm, newest_at,
                   forecast_wh, forecast_minor, low_minor, high_minor, lines)
FROM STDIN (FORMAT binary)
