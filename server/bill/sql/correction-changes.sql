-- What changed since the bill was made: newer versions of its days, another version of the tariff, a
-- meter that was exchanged in its days, another end of the agreement, holidays, what earlier bills of
-- the customer hand on. $4: what the new bill is made of.
WITH bill AS (
    SELECT b.district_id, b.agreement_id, b.point_id, b.period_start, b.period_end, b.tariff_code,
           b.tariff_version, b.account_id, b.made_of, d.time_zone,
           coalesce ((SELECT r.started_at FROM bill.run r WHERE r.run_id = b.run_id),
                     (SELECT c.ordered_at FROM bill.correction c
                       WHERE c.district_id = b.district_id AND c.new_number = b.number),
                     '-infinity') AS made_at
      FROM bill.bill b
      JOIN ref.district d ON d.district_id = b.district_id
     WHERE b.number = $1::text
       AND b.district_id = split_part ($1::text, '-', 1)::integer
), changed AS (
    SELECT 'data' AS what, n.day::text || n.channel AS place,
           json_build_object ('what', 'data', 'day', n.day, 'channel', n.channel,
                              'version', n.version, 'before', o.sum::text,
                              'after', n.sum::text) AS change
      FROM bill b
      JOIN LATERAL (SELECT DISTINCT ON (x.channel, x.day) x.channel, x.day, x.version, x.sum, x.made_at
                      FROM validate.block x
                     WHERE x.district_id = b.district_id AND x.point_id = b.point_id
                       AND x.day >= b.period_start AND x.day < b.period_end
                     ORDER BY x.channel, x.day, x.version DESC) n ON n.made_at > b.made_at
      LEFT JOIN LATERAL (SELECT y.sum
                           FROM validate.block y
                          WHERE y.district_id = b.district_id AND y.point_id = b.point_id
                            AND y.channel = n.channel AND y.day = n.day AND y.made_at <= b.made_at
                          ORDER BY y.version DESC
                          LIMIT 1) o ON true
    UNION ALL
    SELECT 'tariff', '',
           json_build_object (
               'what', 'tariff',
               'before', b.tariff_code || ' ' || coalesce (nullif (split_part (b.made_of, '|', 8), ''),
                                                           b.tariff_version::text),
               'after', $2::text || ' ' || coalesce (nullif (split_part ($4::text, '|', 8), ''),
                                                     $3::integer::text),
               'reason', (SELECT string_agg (t.corrects, '; ' ORDER BY t.version)
                            FROM ref.tariff_draft t
                           WHERE t.tariff_code = $2::text
                             AND t.version::text = ANY (string_to_array (split_part ($4::text, '|', 8),
                                                                         ','))
                             AND t.corrects <> ''))
      FROM bill b
     WHERE (b.tariff_code, b.tariff_version) <> ($2::text, $3::integer)
        OR split_part (b.made_of, '|', 8) <> split_part ($4::text, '|', 8)
    UNION ALL
    SELECT 'holiday', '', json_build_object ('what', 'holiday',
                                             'before', split_part (b.made_of, '|', 9),
                                             'after', split_part ($4::text, '|', 9))
      FROM bill b
     WHERE split_part (b.made_of, '|', 9) <> split_part ($4::text, '|', 9)
    UNION ALL
    SELECT 'carry', '', (SELECT json_build_object ('what', 'carry', 'before', c.number,
                                                   'after', c.new_number)
                           FROM bill.bill o
                           JOIN bill.correction c ON c.district_id = o.district_id
                                AND c.number = o.number AND c.state = 'issued'
                          WHERE o.district_id = b.district_id AND o.point_id = b.point_id
                            AND o.account_id = b.account_id AND o.period_start < b.period_start
                          ORDER BY c.decided_at DESC
                          LIMIT 1)
      FROM bill b
     WHERE b.made_of LIKE '2|%'
       AND ((string_to_array (b.made_of, '|'))[11:12] <> (string_to_array ($4::text, '|'))[11:12]
            OR substring (b.made_of FROM '[|]past=([^|]*)')
               IS DISTINCT FROM substring ($4::text FROM '[|]past=([^|]*)'))
    UNION ALL
    SELECT 'meter', i.valid_from::text,
           json_build_object ('what', 'meter', 'day', (i.valid_from AT TIME ZONE b.time_zone)::date,
                              'before', (SELECT o.serial
                                           FROM ref.installation p
                                           JOIN ref.meter o ON o.district_id = p.district_id
                                                AND o.meter_id = p.meter_id
                                          WHERE p.district_id = i.district_id
                                            AND p.point_id = i.point_id AND p.role = i.role
                                            AND p.valid_to = i.valid_from
                                          LIMIT 1),
                              'after', m.serial)
      FROM bill b
      JOIN ref.installation i ON i.district_id = b.district_id AND i.point_id = b.point_id
      JOIN ref.meter m ON m.district_id = i.district_id AND m.meter_id = i.meter_id
     WHERE i.valid_from > b.period_start::timestamp AT TIME ZONE b.time_zone
       AND i.valid_from < b.period_end::timestamp AT TIME ZONE b.time_zone
    UNION ALL
    SELECT 'agreement', '', json_build_object ('what', 'agreement', 'before', b.period_end,
                                               'after', g.valid_to)
      FROM bill b
      JOIN ref.agreement g ON g.district_id = b.district_id AND g.agreement_id = b.agreement_id
     WHERE g.valid_to < b.period_end
)
SELECT coalesce (json_agg (c.change ORDER BY c.what, c.place) FILTER (WHERE c.change IS NOT NULL),
                 '[]'),
       coalesce (array_agg (DISTINCT c.what ORDER BY c.what), ARRAY['terms'])
  FROM changed c
