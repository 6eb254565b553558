-- Agreements of a period, and how long their customer is supplied at the point: agreements of one
-- account that follow each other without a gap are one stay. What was made of them before is looked
-- up for the unit's points alone, or the work of a run would grow with the square of its bills.
-- $7: of that cycle alone, and a bill that was not issued yet stays with the cycle that made it:
-- so an account that goes to another has one bill of the month, whichever of the two is run next.
WITH own AS (
    SELECT g.*, max (coalesce (g.valid_to, 'infinity')) OVER before < g.valid_from AS comes_back,
           coalesce (lead (g.valid_from) OVER stay <= g.valid_to, false) AS goes_on
      FROM ref.agreement g
     WHERE g.district_id = $1::integer
       AND g.point_id BETWEEN $2::bigint AND $3::bigint
    WINDOW stay AS (PARTITION BY g.point_id, g.account_id ORDER BY g.valid_from, g.agreement_id),
           before AS (stay ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), stayed AS (
    SELECT o.*, max (CASE WHEN o.comes_back IS NOT FALSE THEN o.valid_from END) OVER (
               PARTITION BY o.point_id, o.account_id ORDER BY o.valid_from, o.agreement_id) AS since
      FROM own o
)
SELECT g.agreement_id, g.account_id, a.customer_id, g.point_id, g.tariff_code,
       coalesce (g.contracted_w, 0), coalesce (g.contracted_va, 0), g.phases, g.choice,
       g.valid_from - date '1970-01-01', coalesce (g.valid_to - date '1970-01-01', 2147483647),
       coalesce (b.version, 1), g.since - date '1970-01-01',
       CASE WHEN g.goes_on THEN 2147483647
            ELSE coalesce (g.valid_to - date '1970-01-01', 2147483647) END
  FROM stayed g
  JOIN ref.account a ON a.district_id = g.district_id AND a.account_id = g.account_id
  LEFT JOIN (SELECT x.agreement_id,
                    coalesce (max (x.version) FILTER (WHERE x.state = 'cancelled'), 0) + 1 AS version,
                    bool_or (x.state = 'issued') AS is_issued
               FROM bill.bill x
              WHERE x.district_id = $1::integer
                AND x.point_id BETWEEN $2::bigint AND $3::bigint
                AND x.period_start >= $4::date
                AND x.period_start < $5::date
                AND x.kind <> 'credit'
              GROUP BY x.agreement_id) b ON b.agreement_id = g.agreement_id
  LEFT JOIN (SELECT x.point_id, x.account_id, min (coalesce (r.cycle, '')) AS cycle
               FROM bill.bill x
               JOIN bill.run r ON r.district_id IN (0, $1::integer) AND r.run_id = x.run_id
              WHERE x.district_id = $1::integer
                AND x.point_id BETWEEN $2::bigint AND $3::bigint
                AND x.period_start >= $4::date
                AND x.period_start < $5::date
                AND x.kind <> 'credit'
                AND x.state IN ('held', 'ready')
              GROUP BY x.point_id, x.account_id) m
    ON m.point_id = g.point_id AND m.account_id = g.account_id
 WHERE g.valid_from < $5::date
   AND (g.valid_to IS NULL OR g.valid_to > $4::date)
   AND (b.is_issued IS NOT TRUE OR $6::boolean)
   AND ($7::text IS NULL OR coalesce (m.cycle, a.cycle, '') = $7::text)
 ORDER BY g.point_id, g.valid_from, g.agreement_id
