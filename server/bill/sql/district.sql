SELECT d.time_zone, d.currency
  FROM ref.district d
 WHERE d.district_id = $1::integer
