-- Agreements that hold on some of these days.
SELECT g.agreement_id, g.account_id, g.interval_s, g.contracted_w, g.contracted_va, g.phases,
       g.choice, g.valid_from - date '1970-01-01',
       coalesce (g.valid_to - date '1970-01-01', 2147483647), g.tariff_code, g.account_number,
       g.point_name, g.point_code, g.meters
  FROM web.agreement g
 WHERE g.valid_from < $2::date
   AND (g.valid_to IS NULL OR g.valid_to > $1::date)
 ORDER BY g.agreement_id
 LIMIT 32
