INSERT INTO settle.exchange_line (district_id, settlement_id, point_district_id, point_id, direction,
                                  band, main_wh, check_wh, settled_wh, used, rate_micro_per_kwh,
                                  amount_minor, made_from, made_of)
SELECT $1::integer, $2::uuid, l.district, l.point, l.direction, l.band, l.main, l."check", l.settled,
       l.used, l.rate, l.amount, decode (l.made_from, 'hex'), l.made_of
  FROM jsonb_to_recordset ($3::jsonb)
       AS l (district integer, point bigint, direction text, band text, main bigint, "check" bigint,
             settled bigint, used text, rate bigint, amount bigint, made_from text,
             made_of text)
