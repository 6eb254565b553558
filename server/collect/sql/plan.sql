-- Meters that hang at $1 or will until $6, of the points in $3 of district $2 when these are
-- given, of the schedules in $4 when these are, and behind the gateways of station $5 alone: ''
-- has what no station has.
SELECT g.district_id, g.gateway_id, g.name, g.host, g.port, g.transport, i.point_id, i.meter_id,
       i.unit_id, m.model, array_to_string (p.channels, ' '),
       extract (epoch FROM i.valid_from)::bigint,
       coalesce (extract (epoch FROM i.valid_to)::bigint, 0), d.time_zone, p.schedule
  FROM ref.installation i
  JOIN ref.gateway g USING (district_id, gateway_id)
  JOIN ref.meter m USING (district_id, meter_id)
  JOIN ref.point p USING (district_id, point_id)
  JOIN ref.district d USING (district_id)
  LEFT JOIN (SELECT unnest (gateways) AS gateway, min (station) AS station
               FROM collect.station
              WHERE revoked_at IS NULL
              GROUP BY 1) s ON s.gateway = g.district_id || ':' || g.gateway_id
 WHERE i.valid_from <= to_timestamp ($6::bigint)
   AND (i.valid_to IS NULL OR i.valid_to > to_timestamp ($1::bigint))
   AND ($2::integer IS NULL OR i.district_id = $2::integer)
   AND ($3::bigint[] IS NULL OR i.point_id = ANY ($3::bigint[]))
   AND ($4::text[] IS NULL OR p.schedule = ANY ($4::text[]))
   AND coalesce (s.station, '') = $5
 ORDER BY g.district_id, g.gateway_id, i.unit_id, i.valid_from
