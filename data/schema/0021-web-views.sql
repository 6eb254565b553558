-- 0021 web: what the pages of customers read. Every view runs as who asks, so
-- that row-level security of the tables below it decides what shows.

CREATE VIEW web.calendar WITH (security_invoker = true) AS
SELECT d.district_id, d.name, d.time_zone, d.currency, d.minor_digits,
       (now () AT TIME ZONE d.time_zone)::date AS today
  FROM ref.district d
 WHERE d.district_id = ref.own_district ();

-- Active energy of the days on which the customer had an agreement for the
-- point: not what the tenant before used.
CREATE VIEW web.day WITH (security_invoker = true) AS
SELECT d.district_id, d.point_id, d.day, d.sum, d.n, d.n_measured, d.n_estimated, d.n_missing,
       d.block_version, d.hours, p.interval_s
  FROM energy.day d
  JOIN ref.point p ON p.district_id = d.district_id AND p.point_id = d.point_id
 WHERE d.channel = 1
   AND d.district_id = ref.own_district ()
   AND EXISTS (SELECT FROM ref.agreement g
                WHERE g.district_id = d.district_id
                  AND g.point_id = d.point_id
                  AND g.valid_from <= d.day
                  AND (g.valid_to IS NULL OR d.day < g.valid_to));

CREATE VIEW web.owed WITH (security_invoker = true) AS
SELECT e.district_id, e.account_id, e.bill_number, max (e.due_on) AS due_on,
       sum (e.amount_minor)::bigint AS owed_minor
  FROM ledger.entry e
 WHERE e.code = 'receivable'
 GROUP BY e.district_id, e.account_id, e.bill_number
HAVING sum (e.amount_minor) > 0;

CREATE VIEW web.bill WITH (security_invoker = true) AS
SELECT b.district_id, b.number, b.account_id, b.point_id, b.period_start, b.period_end, b.version,
       b.kind, b.state, b.tariff_code, b.tariff_version, b.currency, b.energy_wh, b.net_minor,
       b.tax_minor, b.total_minor, b.estimated_ppm, b.issued_on, b.due_on,
       coalesce (o.owed_minor, 0) AS owed_minor,
       CASE WHEN b.state = 'cancelled' THEN 'cancelled'
            WHEN b.kind = 'credit' THEN 'credit'
            WHEN o.owed_minor IS NULL THEN 'paid'
            WHEN o.due_on < k.today THEN 'overdue'
            ELSE 'due' END AS standing
  FROM bill.bill b
  JOIN web.calendar k ON k.district_id = b.district_id
  LEFT JOIN web.owed o ON o.district_id = b.district_id AND o.account_id = b.account_id
       AND o.bill_number = b.number;

GRANT SELECT ON web.calendar, web.day, web.owed, web.bill TO tally_portal;
