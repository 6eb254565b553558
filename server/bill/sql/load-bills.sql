SELECT b.district_id, b.number, b.account_id, b.agreement_id, b.customer_id, b.point_id,
       b.period_start - date '1970-01-01', b.period_end - date '1970-01-01', b.version, b.kind,
       b.tariff_code, b.tariff_version, b.currency, b.energy_wh, b.net_minor, b.tax_minor,
       b.total_minor, b.estimated_ppm, b.carry, encode (b.made_from, 'hex'),
       encode (b.content_hash, 'hex'), b.made_of, b.state, coalesce (b.rules, 0)
  FROM bill.bill b
 WHERE b.district_id = $1::integer
   AND b.period_start >= $2::date
   AND b.period_start < $3::date
   AND b.state IN ('issued', 'cancelled')
   AND b.kind <> 'credit'
 ORDER BY b.number COLLATE "C"
