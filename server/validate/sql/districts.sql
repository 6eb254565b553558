SELECT district_id, time_zone
  FROM ref.district
 WHERE $1::integer IS NULL OR district_id = $1::integer
 ORDER BY district_id
