-- 0122 meters: a customer's agreement says how many meters hang there, for charges by meter.

-- Of the customer's own points; the portal may not read where meters hang, only how many.
CREATE VIEW web.meters WITH (security_barrier = true) AS
SELECT g.district_id, g.agreement_id,
       greatest (1, (SELECT count (*) FROM ref.installation i
                      WHERE i.district_id = g.district_id
                        AND i.point_id = g.point_id
                        AND i.role = 'main'
                        AND i.valid_from <= now ()
                        AND (i.valid_to IS NULL OR i.valid_to > now ()))) AS meters
  FROM ref.account a
  JOIN ref.agreement g ON g.district_id = a.district_id AND g.account_id = a.account_id
 WHERE a.district_id = ref.own_district ()
   AND a.customer_id = ref.own_customer ();

CREATE OR REPLACE VIEW web.agreement WITH (security_invoker = true) AS
SELECT g.district_id, g.agreement_id, g.account_id, a.number AS account_number, a.address,
       g.point_id, p.code AS point_code, p.name AS point_name, p.interval_s, g.tariff_code,
       coalesce (g.contracted_w, 0) AS contracted_w, coalesce (g.contracted_va, 0) AS contracted_va,
       g.phases, g.choice, g.valid_from, g.valid_to, m.meters
  FROM ref.agreement g
  JOIN ref.account a ON a.district_id = g.district_id AND a.account_id = g.account_id
  JOIN ref.point p ON p.district_id = g.district_id AND p.point_id = g.point_id
  JOIN web.meters m ON m.district_id = g.district_id AND m.agreement_id = g.agreement_id
 WHERE g.district_id = ref.own_district ();

GRANT SELECT ON web.meters TO tally_portal;
