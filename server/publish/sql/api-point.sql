-- A point with its meters, agreements and the registers read when meters were exchanged.
SELECT p.district_id, p.point_id, p.code, p.name, p.kind, p.node_id, p.node_name, p.schedule,
       p.interval_s, p.capacity_w, p.channels::bigint[] AS channels, p.time_zone, p.valid_from,
       p.valid_to,
       (SELECT count (*) FROM api.exception x
         WHERE x.district_id = p.district_id AND x.point_id = p.point_id AND x.state = 'open')
           AS exceptions_open,
       (SELECT extract (epoch FROM max (b.made_at))::bigint FROM api.block b
         WHERE b.district_id = p.district_id AND b.point_id = p.point_id AND b.version = 0)
           AS newest_at,
       coalesce ((SELECT json_agg (json_build_object (
                             'meter_id', i.meter_id, 'serial', i.serial, 'model', i.model,
                             'role', i.role, 'digits', i.digits, 'ct', i.ct, 'pt', i.pt,
                             'from', i.valid_from, 'to', i.valid_to,
                             'first_register', i.first_register_wh::text,
                             'last_register', i.last_register_wh::text,
                             'accuracy_ppm', i.accuracy_ppm, 'gateway', i.gateway)
                         ORDER BY i.valid_from DESC, i.role DESC)
                    FROM api.installation i
                   WHERE i.district_id = p.district_id AND i.point_id = p.point_id), '[]') AS meters,
       coalesce ((SELECT json_agg (json_build_object (
                             'agreement_id', g.agreement_id, 'account_number', g.account_number,
                             'customer_name', g.customer_name, 'tariff_code', g.tariff_code,
                             'contracted_w', g.contracted_w, 'from', g.valid_from, 'to', g.valid_to)
                         ORDER BY g.valid_from DESC, g.agreement_id)
                    FROM api.agreement g
                   WHERE g.district_id = p.district_id AND g.point_id = p.point_id), '[]')
           AS agreements,
       coalesce ((SELECT json_agg (json_build_object (
                             'channel', 1, 'serial', r.serial, 'at', r.at,
                             'count', r.count::text) ORDER BY r.at DESC, r.serial)
                    FROM (SELECT i.serial, i.valid_from AS at, i.first_register_wh AS count
                            FROM api.installation i
                           WHERE i.district_id = p.district_id AND i.point_id = p.point_id
                          UNION ALL
                          SELECT i.serial, i.valid_to, i.last_register_wh
                            FROM api.installation i
                           WHERE i.district_id = p.district_id AND i.point_id = p.point_id
                             AND i.valid_to IS NOT NULL AND i.last_register_wh IS NOT NULL) r), '[]')
           AS registers
  FROM api.point p
 WHERE p.district_id = $1::integer
   AND p.point_id = $2::bigint
