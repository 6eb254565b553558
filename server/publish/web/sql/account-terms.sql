-- Agreements that hold on some of these days, and how long their account is supplied at the point:
-- agreements that follow each other without a gap are one stay, as bill runs reckon it.
WITH own AS (
    SELECT g.*, max (coalesce (g.valid_to, 'infinity')) OVER before < g.valid_from AS comes_back,
           coalesce (lead (g.valid_from) OVER stay <= g.valid_to, false) AS goes_on
      FROM web.agreement g
    WINDOW stay AS (PARTITION BY g.point_id, g.account_id ORDER BY g.valid_from, g.agreement_id),
           before AS (stay ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), stayed AS (
    SELECT o.*, max (CASE WHEN o.comes_back IS NOT FALSE THEN o.valid_from END) OVER (
               PARTITION BY o.point_id, o.account_id ORDER BY o.valid_from, o.agreement_id) AS since
      FROM own o
)
SELECT g.agreement_id, g.account_id, g.interval_s, g.contracted_w, g.contracted_va, g.phases,
       g.choice, g.valid_from - date '1970-01-01',
       coalesce (g.valid_to - date '1970-01-01', 2147483647), g.tariff_code, g.account_number,
       g.point_name, g.point_code, g.meters, g.since - date '1970-01-01',
       CASE WHEN g.goes_on THEN 2147483647
            ELSE coalesce (g.valid_to - date '1970-01-01', 2147483647) END
  FROM stayed g
 WHERE g.valid_from < $2::date
   AND (g.valid_to IS NULL OR g.valid_to > $1::date)
 ORDER BY g.agreement_id
 LIMIT 32
