SELECT d.district_id
  FROM ref.district d
 WHERE $1::integer = 0
    OR d.district_id = $1::integer
 ORDER BY d.district_id
