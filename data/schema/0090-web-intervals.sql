-- 0090 web: the intervals behind a customer's use and bills, and the tariffs he may choose from.
--
-- Why views with their owner's rights: interval blocks are copied in by the million and carry no
-- row-level security. Each view names the customer of the request itself, inside a barrier that
-- no condition of the pages can be evaluated before.

-- Every version of an own day; version 0 is the day that has not closed yet.
CREATE VIEW web.block WITH (security_barrier = true) AS
SELECT g.district_id, g.agreement_id, b.point_id, b.channel, b.day, b.version, b.n, b.interval_s,
       b.payload, b.flags, b.sum, b.made_at, b.digest
  FROM ref.account a
  JOIN ref.agreement g ON g.district_id = a.district_id AND g.account_id = a.account_id
  JOIN validate.block b ON b.district_id = g.district_id AND b.point_id = g.point_id
       AND b.day >= g.valid_from AND (g.valid_to IS NULL OR b.day < g.valid_to)
 WHERE a.district_id = ref.own_district ()
   AND a.customer_id = ref.own_customer ()
   AND b.channel IN (1, 2, 3)
UNION ALL
SELECT g.district_id, g.agreement_id, h.point_id, h.channel, h.day, 0, h.n, h.interval_s,
       h.payload, h.flags, h.sum, NULL::timestamptz, NULL::bytea
  FROM ref.account a
  JOIN ref.agreement g ON g.district_id = a.district_id AND g.account_id = a.account_id
  JOIN validate.hot h ON h.district_id = g.district_id AND h.point_id = g.point_id
       AND h.day >= g.valid_from AND (g.valid_to IS NULL OR h.day < g.valid_to)
 WHERE a.district_id = ref.own_district ()
   AND a.customer_id = ref.own_customer ()
   AND h.channel IN (1, 2, 3);

-- A tariff is open to an agreement when it is in force today and customers of the same sort, at
-- points of the same sort, are supplied under it in the district. One that pays for delivery needs
-- a meter that counts it.
CREATE VIEW web.open_tariff WITH (security_barrier = true) AS
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
        OR (EXISTS (SELECT FROM ref.agreement o
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
            AND (2::smallint = ANY (p.channels)
                 OR NOT jsonb_path_exists (t.document::jsonb,
                                           '$.components[*] ? (@.kind == "export")'))));

-- What a bill was worked out with and what it handed on; issued ones of the customer alone.
CREATE VIEW web.bill_past WITH (security_invoker = true) AS
SELECT b.district_id, b.number, b.agreement_id, b.account_id, b.point_id, b.period_start,
       b.period_end, b.version, b.kind, b.state, b.tariff_code, b.tariff_version, b.energy_wh,
       b.total_minor, b.carry, b.issued_on, encode (b.content_hash, 'hex') AS content_hash,
       encode (b.made_from, 'hex') AS made_from
  FROM bill.bill b;

CREATE VIEW web.agreement WITH (security_invoker = true) AS
SELECT g.district_id, g.agreement_id, g.account_id, a.number AS account_number, a.address,
       g.point_id, p.code AS point_code, p.name AS point_name, p.interval_s, g.tariff_code,
       coalesce (g.contracted_w, 0) AS contracted_w, coalesce (g.contracted_va, 0) AS contracted_va,
       g.phases, g.choice, g.valid_from, g.valid_to
  FROM ref.agreement g
  JOIN ref.account a ON a.district_id = g.district_id AND a.account_id = g.account_id
  JOIN ref.point p ON p.district_id = g.district_id AND p.point_id = g.point_id
 WHERE g.district_id = ref.own_district ();

GRANT SELECT ON web.block, web.open_tariff, web.bill_past, web.agreement TO tally_portal;

-- The open day of own points: what has arrived so far, and the end of the newest value.
CREATE VIEW web.today WITH (security_barrier = true) AS
SELECT g.district_id, g.agreement_id, h.point_id, h.day, h.sum, h.newest_at
  FROM ref.account a
  JOIN ref.agreement g ON g.district_id = a.district_id AND g.account_id = a.account_id
  JOIN validate.hot h ON h.district_id = g.district_id AND h.point_id = g.point_id
       AND h.day >= g.valid_from AND (g.valid_to IS NULL OR h.day < g.valid_to)
 WHERE a.district_id = ref.own_district ()
   AND a.customer_id = ref.own_customer ()
   AND h.channel = 1;

-- When anything of a district arrived last: a hint to look, of nobody in particular.
CREATE VIEW web.pulse AS
SELECT h.district_id, max (h.newest_at) AS newest_at
  FROM validate.hot h
 GROUP BY h.district_id;

GRANT SELECT ON web.today, web.pulse TO tally_portal;
