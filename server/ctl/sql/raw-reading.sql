-- What a person said of a register: that which stands, or the last that was withdrawn.
SELECT r.reading_id, r.made_by,
       to_char (r.made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS made_at, r.note,
       encode (r.photo, 'hex') AS photo, r.withdrawn_by,
       to_char (r.withdrawn_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS withdrawn_at,
       r.withdrawn_reason
  FROM collect.manual_reading r
 WHERE r.district_id = $1::integer
   AND r.meter_id = $2::bigint
   AND r.channel = $3::smallint
   AND r.read_at = to_timestamp ($4::bigint)
   AND r.register = $5::bigint
 ORDER BY r.withdrawn_at DESC NULLS FIRST
 LIMIT 1
