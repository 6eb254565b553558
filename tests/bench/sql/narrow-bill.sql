-- The bills of bench-bill's tariff, the way a good data base programmer would make them: one pass
-- over the month's rows, in parallel, everything else on the few sums that come of it.
DROP TABLE IF EXISTS narrow.line;
CREATE TABLE narrow.line AS
WITH timed AS (
    SELECT district_id, point_id, wh,
        extract (hour FROM at AT TIME ZONE 'Asia/Shanghai') AS hour,
        (sum (wh) OVER (PARTITION BY district_id, point_id ORDER BY at))::bigint AS upto
    FROM narrow.reading
    WHERE at >= '2026-08-31 16:00+00' AND at < '2026-09-30 16:00+00'
), used AS ( -- tiers are used up in the order of time, across the bands
    SELECT district_id, point_id,
        CASE WHEN hour < 8 THEN 'v' WHEN hour < 12 OR hour BETWEEN 18 AND 21 THEN 'p'
            ELSE 'f' END AS band,
        sum (wh) AS wh, max (wh) AS most,
        sum (greatest (0, least (upto, 200000) - (upto - wh))) AS in_1,
        sum (greatest (0, least (upto, 400000) - greatest (upto - wh, 200000))) AS in_2,
        sum (greatest (0, upto - greatest (upto - wh, 400000))) AS in_3
    FROM timed GROUP BY 1, 2, 3
), whole AS (
    SELECT district_id, point_id, sum (wh) AS wh, max (most) AS most FROM used GROUP BY 1, 2
), parts AS (
    SELECT district_id, point_id, 'fixed' AS component, 1::numeric AS quantity, 12.00 AS rate
    FROM whole
    UNION ALL
    SELECT u.district_id, u.point_id, 'energy', t.wh / 1000, s.rate
    FROM used u CROSS JOIN LATERAL (VALUES (1, u.in_1), (2, u.in_2), (3, u.in_3)) t (tier, wh)
    JOIN narrow.step s ON s.band = u.band AND s.tier = t.tier
    WHERE t.wh > 0
    UNION ALL
    SELECT district_id, point_id, 'demand', most * 4 / 1000.0, 8.40 FROM whole
    UNION ALL
    SELECT district_id, point_id, 'funds', wh / 1000, 0.0291875 FROM whole
), priced AS (
    SELECT *, round (quantity * rate, 2) AS amount FROM parts
), taxed AS (
    SELECT * FROM priced
    UNION ALL
    SELECT district_id, point_id, 'vat', sum (quantity * rate), 0.13,
        round (sum (quantity * rate) * 0.13, 2)
    FROM priced GROUP BY 1, 2
)
SELECT a.district_id, a.account_id,
    row_number () OVER (PARTITION BY a.district_id, a.account_id) AS line_no, t.component, t.quantity, t.rate,
    t.amount
FROM taxed t JOIN ref.agreement a USING (district_id, point_id);

ALTER TABLE narrow.line ADD PRIMARY KEY (district_id, account_id, line_no);
