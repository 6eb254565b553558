-- 0130 explain: a customer may see what an own bill was made of, so that each line is explained by
-- just that, whatever arrived, or was signed, since.

-- A credit note was made of what the bill was that it took back.
CREATE OR REPLACE VIEW web.bill_past WITH (security_invoker = true) AS
SELECT b.district_id, b.number, b.agreement_id, b.account_id, b.point_id, b.period_start,
       b.period_end, b.version, b.kind, b.state, b.tariff_code, b.tariff_version, b.energy_wh,
       b.total_minor, b.carry, b.issued_on, encode (b.content_hash, 'hex') AS content_hash,
       encode (b.made_from, 'hex') AS made_from,
       CASE WHEN b.kind = 'credit'
            THEN (SELECT o.made_of FROM bill.bill o
                   WHERE o.district_id = b.district_id AND o.number = rtrim (b.number, 'C'))
            ELSE b.made_of END AS made_of
  FROM bill.bill b;

-- Neither says anything of a customer; a line that was priced by them cannot be explained without.
CREATE VIEW web.system_peak WITH (security_barrier = true) AS
SELECT p.district_id, p.month, p.version, p.starts, p.seconds
  FROM ref.system_peak p
 WHERE p.district_id = ref.own_district ();

CREATE VIEW web.interval_price AS
SELECT p.series, p.start, p.version, p.seconds, p.micro
  FROM ref.interval_price p;

GRANT SELECT ON web.system_peak, web.interval_price TO tally_portal;
