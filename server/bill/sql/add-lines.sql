COPY bill.line (district_id, number, line_no, kind, component, band, tier, quantity,
                quantity_exponent, unit, rate_micro, amount_minor, amount_exact, explain)
FROM STDIN (FORMAT binary)
