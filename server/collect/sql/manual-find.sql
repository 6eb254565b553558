-- What is in the way of a reading: one of the same id, or one of the same meter and instant.
SELECT r.reading_id = $2::uuid AS is_same_id,
       r.point_id = $3::bigint AND r.meter_id = $4::bigint AND r.channel = $5::smallint
           AND r.read_at = to_timestamp ($6::bigint) AND r.register = $7::bigint AS is_same,
       r.register, r.withdrawn_at IS NOT NULL AS is_withdrawn
  FROM collect.manual_reading r
 WHERE r.district_id = $1::integer
   AND (r.reading_id = $2::uuid
        OR (r.meter_id = $4::bigint AND r.channel = $5::smallint
            AND r.read_at = to_timestamp ($6::bigint) AND r.withdrawn_at IS NULL))
 ORDER BY is_same_id DESC
