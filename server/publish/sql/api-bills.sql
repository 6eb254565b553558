SELECT b.district_id, b.number, b.account_number, b.customer_name, b.period_start, b.period_end,
       b.version, b.kind, b.state, to_json (b.hold_reasons) AS hold_reasons, b.tariff_code,
       b.tariff_version, b.currency, b.energy_wh, b.net_minor, b.tax_minor, b.total_minor,
       b.estimated_ppm, b.issued_on, b.due_on, b.run_id, count (*) OVER () AS total
  FROM api.bill b
 WHERE ($1::uuid IS NULL OR b.run_id = $1::uuid)
   AND ($2::text IS NULL OR b.state = $2::text)
   AND ($3::text IS NULL OR b.account_number = $3::text)
   AND ($6::text IS NULL OR $6::text = ANY (b.hold_reasons))
 ORDER BY b.state IS DISTINCT FROM coalesce ($7::text, b.state), b.district_id, b.number
 LIMIT $4::bigint OFFSET $5::bigint
