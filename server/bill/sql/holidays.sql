SELECT h.calendar, h.day - date '1970-01-01', h.name, h.day_type
  FROM ref.holiday h
 ORDER BY h.calendar, h.day
