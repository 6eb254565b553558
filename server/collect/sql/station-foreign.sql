-- Meters of a batch (districts $2, meters $3, in parallel) that station $1 does not read.
SELECT u.district_id, u.meter_id
  FROM unnest ($2::integer[], $3::bigint[]) AS u (district_id, meter_id)
 WHERE NOT EXISTS (SELECT FROM ref.installation i
                     JOIN collect.station s
                       ON i.district_id || ':' || i.gateway_id = ANY (s.gateways)
                    WHERE i.district_id = u.district_id
                      AND i.meter_id = u.meter_id
                      AND s.station = $1)
 LIMIT 1
