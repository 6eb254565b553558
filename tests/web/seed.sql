-- One small utility for the pages: a customer who owes, and another whose bills
-- nobody else may see. Days hang on today, as a customer's do.
INSERT INTO ref.district VALUES (1, 'D1', 'Linjiang', 'Asia/Shanghai', 'CNY', 2);
INSERT INTO ref.node VALUES (1, NULL, 1, 'district', 'N1', 'Linjiang', 110000);
INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule, capacity_w,
                       channels, valid_from)
VALUES (1, 1, 'P1', 'Flat 302', 'community', 1, 'community', 20000, '{1}', '2020-01-01'),
       (1, 2, 'P2', 'Flat 303', 'community', 1, 'community', 20000, '{1}', '2020-01-01');
INSERT INTO ref.customer
VALUES (1, 1, 'person', 'Lin Yue', 'lin@example.org', 'en'),
       (1, 2, 'person', 'Zhou Ming', 'zhou@example.org', 'en');
INSERT INTO ref.account
VALUES (1, 1, 1, 'A000001', '18 Lake Road, Flat 302', 'monthly', 20),
       (1, 2, 2, 'A000002', '18 Lake Road, Flat 303', 'monthly', 20);
INSERT INTO ref.agreement (district_id, agreement_id, account_id, point_id, tariff_code, valid_from)
VALUES (1, 1, 1, 1, 'residential-tou', '2020-01-01'), (1, 2, 2, 2, 'small-commercial', '2020-01-01');

-- Four months of days to this hour; one day estimated, one missing.
INSERT INTO energy.day (district_id, point_id, channel, day, sum, n, n_measured, n_estimated,
                        n_missing, max, block_version, hours)
SELECT 1, p, 1, d.day, s.sum, s.n * 4, CASE WHEN d.ago IN (20, 33) THEN 0 ELSE s.n * 4 END,
       CASE WHEN d.ago = 20 THEN s.n * 4 ELSE 0 END, CASE WHEN d.ago = 33 THEN s.n * 4 ELSE 0 END,
       900, CASE WHEN d.ago = 0 THEN 0 ELSE 1 END, s.hours
  FROM generate_series (1, 2) p
 CROSS JOIN (SELECT t.today - ago AS day, ago, t.now
               FROM (SELECT (now () AT TIME ZONE 'Asia/Shanghai')::date AS today,
                            now () AT TIME ZONE 'Asia/Shanghai' AS now) t
              CROSS JOIN generate_series (0, 120) ago) d
 CROSS JOIN LATERAL (
     SELECT coalesce (sum (h.wh), 0)::bigint AS sum, count (*)::integer AS n,
            coalesce (array_agg (h.wh ORDER BY h.hour), '{}') AS hours
       FROM (SELECT g AS hour,
                    CASE WHEN d.ago = 33 THEN 0
                         ELSE (120 + (CASE WHEN g BETWEEN 18 AND 22 THEN 700
                                           WHEN g BETWEEN 7 AND 9 THEN 380 ELSE 90 END)
                               + (d.ago * 37 + g * 53 + p * 11) % 160) END::bigint AS wh
               FROM generate_series (0, 23) g
              WHERE d.day + make_interval (hours => g + 1) <= d.now) h) s;

-- The same hours as quarter-hours in the form blocks are kept in: differences, folded, 7 bits a byte.
CREATE FUNCTION public.pack (numbers bigint[]) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
    packed bytea := '';
    before bigint := 0;
    z bigint;
    number bigint;
BEGIN
    FOREACH number IN ARRAY numbers LOOP
        z := CASE WHEN number >= before THEN 2 * (number - before)
                  ELSE 2 * (before - number) - 1 END;
        before := number;
        WHILE z > 127 LOOP
            packed := packed || set_byte ('\x00', 0, (128 | (z & 127))::integer);
            z := z >> 7;
        END LOOP;
        packed := packed || set_byte ('\x00', 0, z::integer);
    END LOOP;
    RETURN packed;
END $$;
CREATE VIEW public.packed AS
SELECT d.district_id, d.point_id, d.day, d.n, d.sum, d.block_version,
       public.pack (array (SELECT (h.wh / 4 + CASE WHEN q <= h.wh % 4 THEN 1 ELSE 0 END)::bigint
                             FROM unnest (d.hours) WITH ORDINALITY AS h (wh, no)
                            CROSS JOIN generate_series (1, 4) q
                            ORDER BY h.no, q)) AS payload,
       set_byte ('\x00', 0, CASE WHEN d.n_missing > 0 THEN 255 WHEN d.n_estimated > 0 THEN 4
                                 ELSE 0 END) || set_byte ('\x00', 0, d.n) AS flags
  FROM energy.day d
 WHERE d.n BETWEEN 1 AND 96;
INSERT INTO validate.block (district_id, point_id, channel, day, version, n, interval_s, exponent,
                            payload, flags, sum, digest, made_from, made_by, made_at)
SELECT p.district_id, p.point_id, 1, p.day, 1, p.n, 900, 0, p.payload, p.flags, p.sum, '', '', 'test',
       p.day + interval '30 hours'
  FROM public.packed p
 WHERE p.block_version = 1;
INSERT INTO validate.hot (district_id, point_id, channel, day, n, interval_s, exponent, payload,
                          flags, sum, newest_at)
SELECT p.district_id, p.point_id, 1, p.day, p.n, 900, 0, p.payload, p.flags, p.sum,
       p.day::timestamp AT TIME ZONE 'Asia/Shanghai' + make_interval (secs => p.n * 900)
  FROM public.packed p
 WHERE p.block_version = 0;

-- Bills of the three months before; the newest two are open, one of them overdue.
INSERT INTO bill.bill (district_id, number, account_id, agreement_id, customer_id, point_id,
                       period_start, period_end, version, kind, state, tariff_code, tariff_version,
                       currency, energy_wh, net_minor, tax_minor, total_minor, estimated_ppm,
                       issued_on, due_on, run_id, made_from, content_hash)
SELECT 1, '01-' || to_char (m.first, 'YYYYMM') || '-00000000' || p || '-1', p, p, p, p, m.first, m.next, 1, 'bill',
       'issued', 'residential-tou', 1, 'CNY', e.wh, e.net, e.tax, e.net + e.tax,
       CASE WHEN m.ago = 1 THEN 32258 ELSE 0 END, m.next,
       m.next + CASE WHEN m.ago = 1 THEN 40 ELSE 20 END, gen_random_uuid (), '\x00', '\x00'
  FROM generate_series (1, 2) p
 CROSS JOIN (SELECT ago, (date_trunc ('month', now () AT TIME ZONE 'Asia/Shanghai')
                          - make_interval (months => ago))::date AS first,
                    (date_trunc ('month', now () AT TIME ZONE 'Asia/Shanghai')
                     - make_interval (months => ago - 1))::date AS next
               FROM generate_series (1, 3) ago) m
 CROSS JOIN LATERAL (
     SELECT sum (d.sum)::bigint AS wh, round (sum (d.sum) * 0.05283)::bigint AS net,
            round (sum (d.sum) * 0.05283 * 0.13)::bigint AS tax
       FROM energy.day d
      WHERE d.point_id = p AND d.day >= m.first AND d.day < m.next) e;

INSERT INTO bill.line (district_id, number, line_no, kind, component, band, tier, quantity,
                       quantity_exponent, unit, rate_micro, amount_minor, amount_exact, explain)
SELECT b.district_id, b.number, x.no, x.kind, x.component, x.band, x.tier, x.quantity, -3, x.unit,
       x.rate, x.amount, (x.amount / 100.0)::text, '{}'
  FROM bill.bill b
 CROSS JOIN LATERAL (
     VALUES (1, 'energy', 'energy', 'peak', 1, b.energy_wh * 6 / 10, 'kWh', 568300,
             b.net_minor * 7 / 10),
            (2, 'energy', 'energy', 'valley', 1, b.energy_wh - b.energy_wh * 6 / 10, 'kWh', 288300,
             b.net_minor - b.net_minor * 7 / 10),
            (3, 'tax', 'vat', '', 0, b.net_minor * 10, '%', 13000000, b.tax_minor)
        ) x (no, kind, component, band, tier, quantity, unit, rate, amount);

SELECT ledger.post (1, gen_random_uuid (), 'bill', b.number, b.issued_on, 'test',
                    ARRAY['receivable', 'revenue-energy'], ARRAY[b.account_id, NULL],
                    ARRAY[b.number, b.number], ARRAY[b.due_on, NULL],
                    ARRAY[b.total_minor, -b.total_minor])
  FROM bill.bill b;
SELECT ledger.post (1, gen_random_uuid (), 'payment', b.number, b.due_on, 'test',
                    ARRAY['bank', 'receivable'], ARRAY[NULL, b.account_id],
                    ARRAY[b.number, b.number], ARRAY[NULL::date, NULL],
                    ARRAY[b.total_minor, -b.total_minor])
  FROM bill.bill b
 WHERE b.due_on < (now () AT TIME ZONE 'Asia/Shanghai')::date - 25;
