-- Registers that were read by hand and withdrawn, and that nobody brought again.
SELECT DISTINCT r.point_id, r.channel, r.meter_id, extract (epoch FROM r.read_at)::bigint, r.register
  FROM collect.manual_reading r
 WHERE r.district_id = $1::integer
   AND r.read_at >= $2::date - $6::integer
   AND r.read_at < $3::date + $6::integer
   AND r.point_id BETWEEN $4::bigint AND $5::bigint
   AND r.withdrawn_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM collect.manual_reading again
                    WHERE again.district_id = r.district_id
                      AND again.meter_id = r.meter_id
                      AND again.channel = r.channel
                      AND again.read_at = r.read_at
                      AND again.register = r.register
                      AND again.withdrawn_at IS NULL)
