-- The running month as it is billed to date, and where like days take it; computed beforehand.
SELECT count (*), coalesce (sum (t.total_minor), 0), coalesce (sum (t.forecast_wh), 0),
       coalesce (sum (t.forecast_minor), 0), coalesce (sum (t.low_minor), 0),
       coalesce (sum (t.high_minor), 0), coalesce (max (t.known_end - 1)::text, '')
  FROM web.to_date t
 WHERE t.is_current
   AND t.state = 'priced'
   AND t.period_start = (SELECT date_trunc ('month', k.today)::date FROM web.calendar k
                          WHERE k.district_id = t.district_id)
