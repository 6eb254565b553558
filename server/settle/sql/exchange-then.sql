-- The contract of one exchange point in the version that a line names.
SELECT x.district_id, x.point_id, x.tolerance_ppm, t.document, d.time_zone, t.version
  FROM ref.exchange x
  JOIN ref.district d USING (district_id)
  JOIN ref.tariff t ON t.tariff_code = x.tariff_code AND t.version = $3::integer
 WHERE x.district_id = $1::integer
   AND x.point_id = $2::bigint
