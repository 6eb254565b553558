-- 0120 tariff offer: a new tariff is shown before anybody has it.

-- A tariff is open to an agreement when it is in force today and its document offers it to such
-- customers and points, or when customers of the same sort, at points of the same sort, are
-- supplied under it in the district. One that pays for delivery needs a meter that counts it.
CREATE OR REPLACE VIEW web.open_tariff WITH (security_barrier = true) AS
SELECT g.district_id, g.agreement_id, t.tariff_code, t.version, t.document,
       t.tariff_code = g.tariff_code AS is_own
  FROM ref.account a
  JOIN ref.customer c ON c.district_id = a.district_id AND c.customer_id = a.customer_id
  JOIN ref.agreement g ON g.district_id = a.district_id AND g.account_id = a.account_id
  JOIN ref.point p ON p.district_id = g.district_id AND p.point_id = g.point_id
  JOIN ref.district d ON d.district_id = g.district_id
 CROSS JOIN LATERAL (SELECT (now () AT TIME ZONE d.time_zone)::date AS today) k
  JOIN LATERAL (SELECT DISTINCT ON (x.tariff_code) x.tariff_code, x.version, x.document
                  FROM ref.tariff x
                 WHERE x.valid_from <= k.today
                   AND (x.valid_to IS NULL OR k.today < x.valid_to)
                 ORDER BY x.tariff_code, x.valid_from DESC, x.version DESC) t ON true
 WHERE a.district_id = ref.own_district ()
   AND a.customer_id = ref.own_customer ()
   AND (g.valid_to IS NULL OR k.today < g.valid_to)
   AND (t.tariff_code = g.tariff_code
        OR ((EXISTS (SELECT FROM ref.agreement o
                      JOIN ref.account oa ON oa.district_id = o.district_id
                           AND oa.account_id = o.account_id
                      JOIN ref.customer oc ON oc.district_id = oa.district_id
                           AND oc.customer_id = oa.customer_id
                      JOIN ref.point op ON op.district_id = o.district_id
                           AND op.point_id = o.point_id
                     WHERE o.district_id = g.district_id
                       AND o.tariff_code = t.tariff_code
                       AND o.valid_from <= k.today
                       AND (o.valid_to IS NULL OR k.today < o.valid_to)
                       AND op.kind = p.kind
                       AND oc.kind = c.kind)
             OR (t.document::jsonb ? 'offered_to'
                 AND coalesce (t.document::jsonb #> '{offered_to,customers}' ? c.kind, true)
                 AND coalesce (t.document::jsonb #> '{offered_to,points}' ? p.kind, true)))
            AND (2::smallint = ANY (p.channels)
                 OR NOT jsonb_path_exists (t.document::jsonb,
                                           '$.components[*] ? (@.kind == "export")'))));
