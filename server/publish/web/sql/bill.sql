SELECT b.number, b.period_start, b.period_end, b.standing, b.energy_wh, b.total_minor, b.owed_minor,
       b.due_on, b.estimated_ppm, b.net_minor, b.tax_minor, b.issued_on, a.number, a.address,
       p.name, b.tariff_version,
       coalesce (t.document::jsonb #>> ARRAY['name', $2], t.name)
  FROM web.bill b
  JOIN ref.account a ON a.district_id = b.district_id AND a.account_id = b.account_id
  LEFT JOIN ref.point p ON p.district_id = b.district_id AND p.point_id = b.point_id
  LEFT JOIN ref.tariff t ON t.tariff_code = b.tariff_code AND t.version = b.tariff_version
 WHERE b.number = $1
