SELECT day - DATE '1970-01-01', name, day_type = 'workday'
  FROM ref.holiday
 WHERE calendar = $1
 ORDER BY day
