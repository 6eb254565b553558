-- What was billed for exactly these days.
SELECT count (*), coalesce (sum (b.total_minor), 0), coalesce (sum (b.energy_wh), 0),
       coalesce (min (b.number), '')
  FROM web.bill b
 WHERE b.period_start = $1::date
   AND b.period_end = $2::date
   AND b.state = 'issued'
