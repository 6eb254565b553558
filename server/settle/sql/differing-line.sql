-- The first line that is not what $3, the lines made again, says; or that only one of the two has.
SELECT coalesce (s.point_district_id, l.district), coalesce (s.point_id, l.point),
       coalesce (s.direction, l.direction), coalesce (s.band, l.band)
  FROM (SELECT * FROM settle.exchange_line
         WHERE district_id = $1::integer AND settlement_id = $2::uuid AND made_of IS NOT NULL) AS s
  FULL JOIN jsonb_to_recordset ($3::jsonb)
       AS l (district integer, point bigint, direction text, band text, main bigint, "check" bigint,
             settled bigint, used text, rate bigint, amount bigint, made_from text, made_of text)
    ON l.district = s.point_district_id AND l.point = s.point_id AND l.direction = s.direction
       AND l.band = s.band
 WHERE (l.main, l."check", l.settled, l.used, l.rate, l.amount, l.made_from, l.made_of)
       IS DISTINCT FROM (s.main_wh, s.check_wh, s.settled_wh, s.used, s.rate_micro_per_kwh,
                         s.amount_minor, encode (s.made_from, 'hex'), s.made_of)
 ORDER BY 1, 2, 3, 4
 LIMIT 1
