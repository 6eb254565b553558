SELECT h.calendar, h.day - date '1970-01-01', h.name, h.day_type
  FROM ref.holiday h
 WHERE h.day >= $1::date
   AND h.day < $2::date
 ORDER BY h.calendar, h.day
