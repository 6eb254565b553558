-- Issued bills to be looked at again, because what they were made from came to be another after they
-- were last looked at: a newer version of their days, a version of their tariff that corrects billed
-- days, holidays of their month, or what an earlier bill of the same customer at the point hands on.
-- In the order of their months: the later ones stand on the earlier.
WITH issued AS NOT MATERIALIZED (
    SELECT b.district_id, b.number, b.point_id, b.account_id, b.period_start, b.period_end,
           b.tariff_code, b.made_of, b.run_id
      FROM bill.bill b
     WHERE b.state = 'issued'
       AND b.kind <> 'credit'
), corrected AS (
    -- Versions that correct, with the days they hold.
    SELECT v.tariff_code, v.version, v.valid_from, v.valid_to, d.signed_at
      FROM (SELECT t.tariff_code, t.version, t.valid_from,
                   least (t.valid_to, lead (t.valid_from) OVER (PARTITION BY t.tariff_code
                          ORDER BY t.valid_from, t.version)) AS valid_to
              FROM ref.tariff t) v
      JOIN ref.tariff_draft d ON d.tariff_code = v.tariff_code AND d.version = v.version
     WHERE d.corrects <> ''
), calendar AS (
    -- Calendars that bills of a month name, or their tariff does, and the days they were told of.
    SELECT DISTINCT m.period_start, m.tariff_code, m.holidays, t.document::json ->> 'calendar' AS name
      FROM (SELECT DISTINCT date_trunc ('month', i.period_start)::date AS period_start,
                   i.tariff_code, split_part (i.made_of, '|', 8) AS versions,
                   split_part (i.made_of, '|', 9) AS holidays
              FROM issued i
             WHERE i.made_of IS NOT NULL) m
      JOIN ref.tariff t ON t.tariff_code = m.tariff_code
       AND t.version::text = ANY (string_to_array (m.versions, ','))
     WHERE t.document::json ->> 'calendar' IS NOT NULL
), other_holidays AS (
    SELECT c.period_start, c.tariff_code, c.holidays
      FROM calendar c
     WHERE coalesce ((SELECT split_part (k.item, ':', 2)
                        FROM unnest (string_to_array (c.holidays, ';')) k (item)
                       WHERE split_part (k.item, ':', 1) = c.name), '')
           <> coalesce ((SELECT string_agg ((h.day - date '1970-01-01')::text
                                            || CASE h.day_type WHEN 'workday' THEN 'w' ELSE 'h' END,
                                            ',' ORDER BY h.day)
                           FROM ref.holiday h
                          WHERE h.calendar = c.name
                            AND h.day >= c.period_start
                            AND h.day < (c.period_start + interval '1 month')::date), '')
), handed_on AS (
    -- Bills that were taken back, and whose successor hands on something else.
    SELECT o.district_id, o.point_id, o.account_id, o.period_start, c.decided_at
      FROM bill.correction c
      JOIN bill.bill o ON o.district_id = c.district_id AND o.number = c.number
      LEFT JOIN bill.bill n ON n.district_id = c.district_id AND n.number = c.new_number
     WHERE c.state = 'issued'
       AND o.carry IS DISTINCT FROM n.carry
), changed AS (
    SELECT i.district_id, i.number, i.period_start, r.proposed_at AS at
      FROM validate.rebill r
      JOIN issued i ON i.district_id = r.district_id
       AND i.point_id = r.point_id
       AND i.period_start <= r.day
       AND i.period_end > r.day
    UNION ALL
    SELECT i.district_id, i.number, i.period_start, t.signed_at
      FROM corrected t
      JOIN issued i ON i.tariff_code = t.tariff_code
       AND i.period_end > t.valid_from
       AND (t.valid_to IS NULL OR i.period_start < t.valid_to)
       AND t.valid_to IS DISTINCT FROM t.valid_from
     WHERE i.made_of IS NULL
        OR t.version::text <> ALL (string_to_array (split_part (i.made_of, '|', 8), ','))
    UNION ALL
    SELECT i.district_id, i.number, i.period_start, NULL -- when it changed is not kept
      FROM other_holidays o
      JOIN issued i ON date_trunc ('month', i.period_start)::date = o.period_start
       AND i.tariff_code = o.tariff_code
       AND split_part (i.made_of, '|', 9) = o.holidays
    UNION ALL
    SELECT i.district_id, i.number, i.period_start, p.decided_at
      FROM handed_on p
      JOIN issued i ON i.district_id = p.district_id
       AND i.point_id = p.point_id
       AND i.account_id = p.account_id
       AND i.period_start > p.period_start
       AND p.decided_at > coalesce ((SELECT r.started_at FROM bill.run r WHERE r.run_id = i.run_id),
                                    (SELECT c.ordered_at FROM bill.correction c
                                      WHERE c.district_id = i.district_id
                                        AND c.new_number = i.number), '-infinity')
)
SELECT x.number
  FROM changed x
 WHERE NOT EXISTS (SELECT FROM bill.correction c
                    WHERE c.district_id = x.district_id
                      AND c.number = x.number
                      AND (c.state IN ('proposed', 'waiting') OR c.proposed_at > x.at))
 GROUP BY x.district_id, x.number, x.period_start
 ORDER BY x.district_id, x.period_start, x.number
