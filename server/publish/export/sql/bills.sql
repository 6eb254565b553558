-- Bills, credit notes and final bills that were issued on days from $2 to before $3, taken back ones
-- too, in money of their district.
SELECT b.number, b.kind, b.state, a.number AS account, p.code AS point, b.period_start,
       b.period_end, b.issued_on, b.due_on, b.tariff_code AS tariff, b.tariff_version, b.energy_wh,
       b.currency, round (b.net_minor / power (10::numeric, d.minor_digits), d.minor_digits) AS net,
       round (b.tax_minor / power (10::numeric, d.minor_digits), d.minor_digits) AS tax,
       round (b.total_minor / power (10::numeric, d.minor_digits), d.minor_digits) AS total
  FROM bill.bill b
  JOIN ref.district d USING (district_id)
  JOIN ref.account a ON a.district_id = b.district_id AND a.account_id = b.account_id
  JOIN ref.point p ON p.district_id = b.district_id AND p.point_id = b.point_id
 WHERE ($1::integer IS NULL OR b.district_id = $1::integer)
   AND b.state IN ('issued', 'cancelled')
   AND b.issued_on >= $2::date
   AND b.issued_on < $3::date
 ORDER BY b.district_id, b.issued_on, b.number
