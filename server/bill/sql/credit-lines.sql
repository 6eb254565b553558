INSERT INTO bill.line (district_id, number, line_no, kind, component, band, tier, quantity,
                       quantity_exponent, unit, rate_micro, amount_minor, amount_exact, explain)
SELECT l.district_id, l.number || 'C', l.line_no, l.kind, l.component, l.band, l.tier, -l.quantity,
       l.quantity_exponent, l.unit, l.rate_micro, -l.amount_minor,
       CASE WHEN l.amount_exact LIKE '-%' THEN substr (l.amount_exact, 2)
            WHEN l.amount_exact = '0' THEN '0' ELSE '-' || l.amount_exact END, l.explain
  FROM bill.line l
 WHERE l.number = $1
   AND l.district_id = split_part ($1, '-', 1)::integer
