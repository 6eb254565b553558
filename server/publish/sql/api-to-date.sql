SELECT t.district_id, t.agreement_id, t.account_number, t.customer_name, t.point_code, t.point_kind,
       t.tariff_code, t.tariff_version, t.currency, t.since, t.known_end, t.period_start,
       t.period_end, t.state, t.energy_wh, t.net_minor, t.tax_minor, t.total_minor, t.estimated_ppm,
       t.month_wh, t.month_minor, t.forecast_wh, t.forecast_minor, t.low_minor, t.high_minor,
       t.lines, t.newest_at, t.refreshed_at, count (*) OVER () AS total
  FROM api.to_date t
 WHERE ($1::text IS NULL OR t.account_number = $1::text)
   AND ($2::text IS NULL OR t.point_kind = $2::text)
 ORDER BY t.district_id, t.account_number, t.agreement_id
 LIMIT $3::bigint OFFSET $4::bigint
