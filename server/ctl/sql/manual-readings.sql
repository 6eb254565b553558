SELECT r.reading_id, to_char (r.read_at AT TIME ZONE $3, 'YYYY-MM-DD HH24:MI') AS read_at, c.code,
       m.serial, r.register, r.note, coalesce (encode (r.photo, 'hex'), '') AS photo, r.made_by,
       coalesce (r.withdrawn_by, '') AS withdrawn_by, coalesce (r.withdrawn_reason, '')
  FROM collect.manual_reading r
  JOIN ref.meter m ON m.district_id = r.district_id AND m.meter_id = r.meter_id
  JOIN ref.channel c USING (channel)
 WHERE r.district_id = $1::integer
   AND r.point_id = $2::bigint
 ORDER BY r.read_at DESC, r.made_at DESC
