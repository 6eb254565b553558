-- A line with its bill and the tariff it was priced by. Of a credit note: that of the bill it took back.
SELECT b.district_id, b.number, b.account_id, b.agreement_id, b.customer_id, b.point_id,
       b.period_start - date '1970-01-01', b.period_end - date '1970-01-01', b.version, b.kind,
       b.tariff_code, b.tariff_version, b.currency, b.energy_wh, b.net_minor, b.tax_minor,
       b.total_minor, b.estimated_ppm, b.carry, encode (b.made_from, 'hex'),
       encode (b.content_hash, 'hex'), b.made_of, b.state,
       l.kind, l.component, l.band, l.tier, l.amount_minor, t.version, t.document
  FROM bill.bill asked
  JOIN bill.bill b ON b.district_id = asked.district_id
                  AND b.number = CASE WHEN asked.kind = 'credit' THEN rtrim (asked.number, 'C')
                                      ELSE asked.number END
  JOIN bill.line l ON l.district_id = b.district_id AND l.number = b.number
                  AND l.line_no = $3::smallint
  LEFT JOIN ref.tariff t ON t.tariff_code = b.tariff_code
                        AND t.version = coalesce ((l.explain->>'tariff_version')::integer,
                                                  b.tariff_version)
 WHERE asked.number = $1::text
   AND ($2::integer = 0 OR asked.district_id = $2::integer)
