SELECT c.name, k.name, k.currency, k.minor_digits, k.today, k.time_zone
  FROM web.calendar k
  JOIN ref.customer c ON c.district_id = k.district_id AND c.customer_id = ref.own_customer ()
