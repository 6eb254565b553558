SELECT reading_id, read_at AS at, channel, serial, register AS value, note, photo, made_by, made_at,
       withdrawn_by, withdrawn_at, withdrawn_reason, count (*) OVER () AS total
  FROM api.manual_reading
 WHERE district_id = $1::integer
   AND point_id = $2::bigint
 ORDER BY read_at DESC, made_at DESC, reading_id
 LIMIT 1000
