SELECT x.district_id, x.point_id, x.tolerance_ppm, t.document, d.time_zone, t.version
  FROM ref.exchange x
  JOIN ref.district d USING (district_id)
  JOIN LATERAL (SELECT document, version FROM ref.tariff
                 WHERE tariff_code = x.tariff_code AND valid_from <= $1::date
                 ORDER BY valid_from DESC, version DESC LIMIT 1) AS t ON true
 ORDER BY x.district_id, x.point_id
