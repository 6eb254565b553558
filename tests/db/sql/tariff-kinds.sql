-- What tariff-reference.sql leaves out: hours of use and blocks, prices by interval, units of
-- demand, contracts and ratchets by month, capacity, meters and phases, peaks of the system,
-- bounds by the day and year, and all that delivered energy can be worth. Plain on purpose.

-- The account and what the period before handed on; money, excess and credit change.
CREATE TABLE account (
    seconds integer, n_days numeric, days numeric, full_days numeric, month integer,
    contracted_kw numeric, contracted_kva numeric, meters numeric, phases numeric, choice text,
    begins_year boolean, ends_year boolean, ends_month boolean, is_final boolean,
    stay numeric, year_days numeric, -- days supplied of the billing year, and all of it
    used numeric, sent_before numeric, charged numeric, money numeric, excess numeric,
    peaks jsonb, prices numeric[], export_prices numeric[], system_peaks bigint[], credit jsonb
);

CREATE FUNCTION highest_kw () RETURNS numeric LANGUAGE sql AS $$
    SELECT ratio (max (wh) * 3600, (SELECT seconds FROM account) * 1000) FROM spot
$$;

-- Tiers of a season and band with their ends in Wh; a block's end cuts the tiers in it.
CREATE FUNCTION ends (component jsonb, in_season text, in_band text)
RETURNS TABLE (tier integer, n_tiers integer, from_wh numeric, to_wh numeric, rate numeric)
LANGUAGE sql AS $$
    WITH entry AS (
        SELECT e FROM jsonb_array_elements (coalesce (component->'rates',
                                                      jsonb_build_array (component))) AS e
        WHERE (e->'seasons' IS NULL OR e->'seasons' ? in_season)
          AND (e->'bands' IS NULL OR e->'bands' ? in_band)
    ), flat AS (
        SELECT row_number () OVER (ORDER BY n, k) AS n, (x->>'up_to')::numeric AS block,
               (t->>'up_to')::numeric AS own, (t->>'rate')::numeric AS rate
        FROM entry, jsonb_array_elements (coalesce (e->'blocks', jsonb_build_array (
                 jsonb_build_object ('tiers', coalesce (e->'tiers', jsonb_build_array (
                     jsonb_build_object ('rate', e->'rate'))))))) WITH ORDINALITY AS b (x, n),
             jsonb_array_elements (x->'tiers') WITH ORDINALITY AS s (t, k)
    ), whole AS (
        SELECT n, rate, a.*, coalesce (component->>'tier_basis', 'month') AS basis, own, block
        FROM flat, account AS a
    ), cut AS (
        SELECT n, rate, least (
            CASE WHEN own IS NULL THEN NULL ELSE CASE basis
                WHEN 'month' THEN round (ratio (own * days, full_days) * 1000)
                WHEN 'day' THEN round (own * n_days * 1000)
                WHEN 'year' THEN greatest (round (ratio (own * stay, year_days) * 1000)
                    - CASE WHEN component->>'kind' = 'export' THEN sent_before ELSE used END, 0)
                WHEN 'kwh-per-kw' THEN round (round (ratio (own * days, full_days) * highest_kw (),
                                                     18) * 1000)
                ELSE round (round (own * n_days * highest_kw (), 18) * 1000) END END,
            round (round (CASE basis WHEN 'day' THEN block * n_days
                                     ELSE ratio (block * days, full_days) END * highest_kw (), 18)
                   * 1000)) AS reach
        FROM whole
    ), raised AS (
        SELECT n, rate, CASE WHEN reach IS NULL THEN 1e30
                             ELSE max (reach) OVER (ORDER BY n) END AS reach FROM cut
    )
    SELECT n::integer, count(*) OVER ()::integer, coalesce (lag (reach) OVER (ORDER BY n), 0), reach,
           rate
    FROM raised
$$;

-- What each season and band has of each tier. Sign and side by the kind; net energy is shared.
CREATE FUNCTION energy_lines (component jsonb, is_shared boolean, is_net boolean)
RETURNS TABLE (season text, band text, tier integer, kwh numeric, exact numeric)
LANGUAGE plpgsql AS $$
DECLARE
    is_out boolean := component->>'kind' = 'export';
    by_season boolean := component->'rates' IS NOT NULL AND EXISTS (
        SELECT FROM jsonb_array_elements (component->'rates') AS e WHERE e->'seasons' IS NOT NULL);
BEGIN
    RETURN QUERY
    WITH flow AS (
        SELECT spot.i, CASE WHEN by_season THEN spot.season END AS season, b.band,
               CASE WHEN is_out THEN spot.sent ELSE spot.wh END AS v, spot.wh, spot.sent,
               spot.season AS real_season,
               sum (CASE WHEN is_out THEN spot.sent ELSE spot.wh END) OVER (ORDER BY spot.i)
               - CASE WHEN is_out THEN spot.sent ELSE spot.wh END AS before
        FROM spot LEFT JOIN spot_band AS b
            ON b.i = spot.i AND b.schedule = component->>'schedule'
    ), place AS (
        SELECT f.season, f.band, min (f.real_season) AS real_season,
               CASE WHEN NOT is_net THEN sum (f.v)
                    WHEN is_out THEN greatest (sum (f.sent) - sum (f.wh), 0)
                    ELSE greatest (sum (f.wh) - sum (f.sent)
                                   - coalesce ((SELECT (a.credit->>coalesce (f.band, ''))::numeric
                                                FROM account AS a), 0), 0) END AS v
        FROM flow AS f GROUP BY f.season, f.band
    ), total AS (
        SELECT sum (p.v) AS v FROM place AS p
    ), stretch AS (
        SELECT p.season, p.band, p.v, t.v AS total, l.tier AS n, l.n_tiers, l.rate, l.from_wh, l.to_wh
        FROM place AS p, total AS t, ends (component, p.real_season, p.band) AS l
    ), filled AS (
        SELECT s.*, CASE WHEN is_shared OR is_net
               THEN ratio (greatest (least (s.to_wh, s.total) - s.from_wh, 0) * s.v,
                           nullif (s.total, 0) * 1000)
               ELSE (SELECT sum (greatest (least (s.to_wh, f.before + f.v)
                                           - greatest (s.from_wh, f.before), 0)) / 1000
                     FROM flow AS f WHERE f.season IS NOT DISTINCT FROM s.season
                                      AND f.band IS NOT DISTINCT FROM s.band) END AS q
        FROM stretch AS s
    )
    SELECT f.season, f.band, CASE WHEN f.n_tiers > 1 THEN f.n ELSE 0 END, f.q,
           round (f.q * f.rate, 18)
    FROM filled AS f WHERE f.q > 0;
END
$$;

-- Each interval at its own price, in millionths.
CREATE FUNCTION priced_lines (component jsonb)
RETURNS TABLE (season text, band text, tier integer, kwh numeric, exact numeric)
LANGUAGE sql AS $$
    SELECT NULL::text, b.band, 0, ratio (sum (v), 1000), ratio (sum (v * price), 1000000000)
    FROM spot LEFT JOIN spot_band AS b ON b.i = spot.i AND b.schedule = component->>'schedule',
         account AS a,
         LATERAL (SELECT CASE WHEN component->>'kind' = 'export' THEN sent ELSE wh END AS v,
                         CASE WHEN component->>'kind' = 'export' THEN a.export_prices[spot.i]
                              ELSE a.prices[spot.i] END AS price) AS x
    GROUP BY b.band HAVING sum (v) > 0
$$;

CREATE FUNCTION in_unit (component jsonb, kw numeric) RETURNS numeric LANGUAGE sql AS $$
    SELECT CASE WHEN component->>'unit' = 'hp' THEN ratio (kw * 100000000000000000,
                                                           74569987158227022) ELSE kw END
$$;

-- Fixed or sliding windows of kW, kVA or kvar: the highest of each band.
CREATE FUNCTION measured (component jsonb) RETURNS TABLE (band text, demand numeric)
LANGUAGE sql AS $$
    WITH size AS (
        SELECT greatest (coalesce ((component->>'window_minutes')::integer, 15) * 60 / seconds, 1)
               AS n, seconds FROM account
    ), cut AS (
        SELECT b.band, size.n, size.seconds, sum (w.wh) AS active, sum (w.varh) AS reactive
        FROM size, spot AS s
        LEFT JOIN spot_band AS b ON b.i = s.i AND b.schedule = component->>'schedule',
        spot AS w
        WHERE s.n_of_day % size.n = 0 AND w.day = s.day AND w.i >= s.i AND w.i < s.i + size.n
        GROUP BY s.i, b.band, size.n, size.seconds
    ), place AS (
        SELECT DISTINCT b.band FROM spot AS s
        LEFT JOIN spot_band AS b ON b.i = s.i AND b.schedule = component->>'schedule'
    )
    SELECT place.band, in_unit (component, coalesce (ratio (max (
               CASE component->>'unit' WHEN 'kVA' THEN floor (sqrt (
                                                 (active * active + reactive * reactive)
                                                 ::numeric (200, 60)))
                                       WHEN 'kvar' THEN reactive ELSE active END)
               * 3600, min (n)::numeric * min (seconds) * 1000), 0))
    FROM place LEFT JOIN cut ON cut.band IS NOT DISTINCT FROM place.band
    GROUP BY place.band
$$;

-- The least of a ratchet: its share of its own band in each month it looks at, this one among them.
CREATE FUNCTION ratchet_least (component jsonb, in_band text, own numeric) RETURNS numeric
LANGUAGE sql AS $$
    WITH seen AS (
        SELECT own AS kw, a.month AS month FROM account AS a
        UNION ALL
        SELECT in_unit (component, (p->>'kw')::numeric), (p->>'month')::integer
        FROM account AS a, jsonb_array_elements (a.peaks) AS p
        WHERE (p->>'back')::integer <= coalesce ((component->'ratchet'->>'look_back')::integer, 11)
          AND p->>'component' = component->>'id' AND p->>'band' IS NOT DISTINCT FROM in_band
    )
    SELECT max (round (kw * CASE
               WHEN component->'ratchet'->'percents' IS NOT NULL
                   THEN (component->'ratchet'->'percents'->>(month - 1))::numeric
               WHEN component->'ratchet'->'months' IS NULL
                    OR component->'ratchet'->'months' @> to_jsonb (month)
                   THEN (component->'ratchet'->>'percent')::numeric
               ELSE 0 END * 0.01, 18))
    FROM seen
$$;

CREATE FUNCTION put_tiers (component jsonb, band text, billed numeric) RETURNS void
LANGUAGE sql AS $$
    SELECT put (component->>'id', band, NULL, CASE WHEN n_tiers > 1 THEN tier ELSE 0 END, q,
                ratio (round (q * rate, 18) * a.days, a.full_days))
    FROM account AS a, ladder (component, NULL, band) AS l,
         LATERAL (SELECT least (coalesce (high, billed), billed) - low AS q) AS x
    WHERE q > 0
$$;

CREATE FUNCTION demand_kinds (component jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place record;
    billed numeric;
    contract jsonb := component->'contract';
    ratchet jsonb := component->'ratchet';
    contracted numeric := in_unit (component, (SELECT contracted_kw FROM account));
    this_month integer := (SELECT month FROM account);
    beyond numeric;
BEGIN
    -- floor and contract hold once, where the demand is highest, unless they do for each band
    FOR place IN SELECT *, component->>'least_applies_to' = 'each-band' IS TRUE
                           OR row_number () OVER (ORDER BY demand DESC, band) = 1 AS bears
                 FROM measured (component) LOOP
        billed := place.demand;
        IF ratchet IS NOT NULL THEN
            IF (ratchet->>'replaces_measured')::boolean
               OR NOT coalesce (ratchet->'measured_months' @> to_jsonb (this_month), true) THEN
                billed := 0;
            END IF;
            billed := greatest (billed, ratchet_least (component, place.band, place.demand));
        END IF;
        IF place.bears THEN
            billed := greatest (billed, coalesce ((component->>'floor')::numeric, 0), round (
                contracted * coalesce ((contract->>'floor_percent')::numeric, 0) * 0.01, 18));
        END IF;
        IF contract->>'basis' = 'contracted' AND contracted > 0 THEN
            billed := CASE WHEN place.bears THEN contracted ELSE 0 END;
        END IF;
        PERFORM put_tiers (component, place.band, billed);
        beyond := place.demand - contracted - round (
            contracted * coalesce ((contract->>'tolerance_percent')::numeric, 0) * 0.01, 18);
        IF contract->'excess_multiple' IS NOT NULL AND place.bears AND contracted > 0
           AND beyond > 0 THEN
            PERFORM put (component->>'id', place.band, NULL, 0, beyond,
                         ratio (round (beyond * (contract->>'excess_multiple')::numeric * l.rate, 18)
                                * a.days, a.full_days))
            FROM account AS a, ladder (component, NULL, place.band) AS l WHERE l.tier = 1;
        END IF;
    END LOOP;
END
$$;

CREATE FUNCTION coincident (component jsonb) RETURNS void LANGUAGE sql AS $$
    SELECT put_tiers (component, x.band, ratio (ratio (x.wh * 3600, x.seconds * 1000), x.n))
    FROM (SELECT b.band, sum (s.wh) AS wh, count(*) AS n, min (a.seconds) AS seconds
          FROM account AS a, unnest (a.system_peaks) AS p JOIN spot AS s ON s.i = p
          LEFT JOIN spot_band AS b ON b.i = s.i AND b.schedule = component->>'schedule'
          GROUP BY b.band) AS x
$$;

CREATE FUNCTION fixed_kinds (component jsonb) RETURNS void LANGUAGE sql AS $$
    SELECT put (component->>'id', NULL, NULL, 0, q,
                ratio (round (q * (component->>'rate')::numeric, 18)
                       * CASE component->>'per' WHEN 'day' THEN n_days ELSE days END,
                       CASE component->>'per' WHEN 'day' THEN 1 WHEN 'year' THEN 12 * full_days
                                              ELSE full_days END))
    FROM account, LATERAL (SELECT CASE WHEN component->>'kind' = 'capacity' THEN contracted_kva
                                       WHEN component->>'per' = 'meter-month' THEN meters
                                       ELSE phases END AS q) AS x
$$;

CREATE FUNCTION bound_kinds (component jsonb) RETURNS void LANGUAGE sql AS $$
    SELECT put (component->>'id', NULL, NULL, 0, 1, q)
    FROM account AS a, LATERAL (
        SELECT CASE component->>'per'
                   WHEN 'day' THEN (component->>'amount')::numeric * n_days
                   WHEN 'year' THEN ratio ((component->>'amount')::numeric * stay, year_days)
                   ELSE ratio ((component->>'amount')::numeric * days, full_days) END
               - greatest (base_of (component), 0)
               - CASE component->>'per' WHEN 'year' THEN charged ELSE 0 END AS q) AS x
    WHERE (coalesce (component->>'per', 'month') <> 'year' OR ends_year OR is_final)
      AND CASE component->>'kind' WHEN 'minimum' THEN q > 0 ELSE q < 0 END
$$;

-- As much of the money credit as there are charges.
CREATE FUNCTION apply_credit (component jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    applied numeric := greatest (least (base_of (component), (SELECT money FROM account)), 0);
BEGIN
    UPDATE account SET money = money - applied;
    IF applied > 0 THEN
        PERFORM put (component->>'id', NULL, NULL, 0, applied, -applied);
    END IF;
END
$$;

CREATE FUNCTION export_kinds (component jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    method text := component->>'method';
    is_shared boolean := component->>'tier_order' = 'proportional';
    earned numeric := 0;
    at_once boolean := method = 'net-metering-money'
                       OR coalesce ((component->>'credit_at_once')::boolean, false);
BEGIN
    IF method IN ('net-billing', 'sell-all') THEN
        INSERT INTO line (component, band, season, tier, quantity, exact)
        SELECT component->>'id', l.band, l.season, l.tier, l.kwh, -l.exact
        FROM energy_lines (component, is_shared, false) AS l WHERE component->'prices' IS NULL
        UNION ALL
        SELECT component->>'id', l.band, l.season, l.tier, l.kwh, -l.exact
        FROM priced_lines (component) AS l WHERE component->'prices' IS NOT NULL;
        RETURN;
    END IF;
    IF component->'prices' IS NOT NULL THEN
        earned := coalesce ((SELECT sum (l.exact) FROM priced_lines (component) AS l), 0);
    ELSIF method <> 'net-metering' THEN
        earned := coalesce ((SELECT sum (l.exact) FROM energy_lines (
            component, is_shared, method = 'net-metering-money') AS l), 0);
    END IF;
    IF at_once THEN
        UPDATE account SET money = money + earned;
    END IF;
    PERFORM apply_credit (component);
    IF NOT at_once THEN
        UPDATE account SET money = money + earned;
    END IF;
END
$$;

-- Net metering in kWh: what a band delivered beyond its use becomes its credit.
CREATE FUNCTION keep_credit (energy jsonb) RETURNS void LANGUAGE sql AS $$
    UPDATE account SET
        excess = greatest (excess + (SELECT sum (sent) - sum (wh) FROM spot), 0),
        credit = (SELECT coalesce (jsonb_object_agg (coalesce (x.band, ''), x.left_over), '{}')
                  FROM (SELECT b.band, greatest (sum (s.sent) - sum (s.wh)
                               + coalesce ((a.credit->>coalesce (b.band, ''))::numeric, 0), 0)
                               AS left_over
                        FROM account AS a, spot AS s LEFT JOIN spot_band AS b
                            ON b.i = s.i AND b.schedule = energy->>'schedule'
                        GROUP BY b.band, a.credit) AS x)
$$;

CREATE FUNCTION true_up (component jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    rule jsonb := component->'true_up';
    rolls boolean := coalesce ((rule->>'pays_as_credit')::boolean, false);
    expires boolean := coalesce ((rule->>'credit_expires')::boolean, false);
    a account;
    worth numeric;
BEGIN
    SELECT * INTO a FROM account;
    IF NOT a.is_final
       AND (rule IS NULL OR NOT a.ends_month OR (rule->>'month')::integer <> a.month) THEN
        RETURN;
    END IF;
    rolls := rolls AND NOT a.is_final; -- who leaves has no later bill
    IF component->>'method' = 'net-metering' THEN
        worth := round (a.excess / 1000 * coalesce ((rule->>'rate')::numeric, 0), 18);
        UPDATE account SET excess = 0, credit = '{}', money = money
                           + CASE WHEN rolls THEN worth ELSE 0 END;
        IF NOT rolls THEN
            PERFORM put (component->>'id', NULL, NULL, 0, a.excess / 1000, -worth);
        END IF;
    END IF;
    IF a.is_final OR component->>'method' <> 'net-metering' AND (expires OR NOT rolls) THEN
        UPDATE account SET money = 0;
        IF NOT expires THEN
            PERFORM put (component->>'id', NULL, NULL, 0, a.money, -a.money);
        END IF;
    END IF;
END
$$;

-- Who leaves is paid an earlier tariff's money credit, on the line of the energy or the first.
CREATE FUNCTION settle_credit (tariff jsonb) RETURNS void LANGUAGE sql AS $$
    SELECT put ((SELECT o.c->>'id' FROM jsonb_array_elements (tariff->'components')
                     WITH ORDINALITY AS o (c, n)
                 ORDER BY o.c->>'kind' = 'energy' DESC, o.n LIMIT 1),
                NULL, NULL, 0, money, -money)
    FROM account WHERE is_final;
    UPDATE account SET money = 0 WHERE is_final;
$$;

-- The first bound by the year says what the year's charges count.
CREATE FUNCTION year_charge (tariff jsonb) RETURNS numeric LANGUAGE sql AS $$
    SELECT greatest (coalesce (
        (SELECT (SELECT coalesce (sum (l.exact), 0) FROM line AS l
                 JOIN jsonb_array_elements (tariff->'components') WITH ORDINALITY AS o (c, k)
                     ON o.c->>'id' = l.component
                 WHERE CASE WHEN y.c->'of' IS NULL THEN o.k < y.n ELSE y.c->'of' ? l.component END)
         FROM jsonb_array_elements (tariff->'components') WITH ORDINALITY AS y (c, n)
         WHERE y.c->>'kind' IN ('minimum', 'maximum') AND y.c->>'per' = 'year'
         ORDER BY y.n LIMIT 1),
        (SELECT coalesce (sum (exact), 0) FROM line)), 0)
$$;

CREATE FUNCTION price_kinds (tariff jsonb, days numeric, full_days numeric) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    c jsonb;
    export jsonb := (SELECT e FROM jsonb_array_elements (tariff->'components') AS e
                     WHERE e->>'kind' = 'export');
    is_netted boolean := coalesce (export->>'method', '') LIKE 'net-metering%';
    is_net boolean := is_netted;
BEGIN
    TRUNCATE line RESTART IDENTITY;
    UPDATE account SET used = 0, sent_before = 0, charged = 0 WHERE begins_year;
    IF export->>'method' = 'net-metering-money' THEN
        UPDATE account SET credit = '{}';
    END IF;
    FOR c IN SELECT e FROM jsonb_array_elements (tariff->'components') AS e LOOP
        CONTINUE WHEN coalesce (c->>'choice', 'always') NOT IN ('always', (SELECT choice
                                                                           FROM account));
        IF c->>'kind' = 'energy' OR c->>'kind' IN ('levy', 'discount') AND c->'percent' IS NULL THEN
            INSERT INTO line (component, band, season, tier, quantity, exact)
            SELECT c->>'id', l.band, l.season, l.tier, l.kwh,
                   CASE c->>'kind' WHEN 'discount' THEN -l.exact ELSE l.exact END
            FROM energy_lines (c, is_netted OR c->>'tier_order' = 'proportional',
                               is_net AND c->>'kind' = 'energy') AS l
            WHERE c->'prices' IS NULL
            UNION ALL
            SELECT c->>'id', l.band, l.season, l.tier, l.kwh, l.exact
            FROM priced_lines (c) AS l WHERE c->'prices' IS NOT NULL;
            PERFORM put (c->>'id', NULL, NULL, 0, q, q)
            FROM account AS a, LATERAL (
                SELECT -sum (l.exact) - ratio ((c->>'cap')::numeric * a.days, a.full_days) AS q
                FROM line AS l WHERE l.component = c->>'id') AS x
            WHERE c->>'kind' = 'discount' AND q > 0;
            IF c->>'kind' = 'energy' AND is_net AND export->>'method' = 'net-metering' THEN
                PERFORM keep_credit (c);
            END IF;
            is_net := is_net AND c->>'kind' <> 'energy'; -- only the first is netted
        ELSIF c->>'kind' = 'demand' THEN
            PERFORM demand_kinds (c);
        ELSIF c->>'kind' = 'coincident' THEN
            PERFORM coincident (c);
        ELSIF c->>'kind' = 'export' THEN
            PERFORM export_kinds (c);
        ELSIF c->>'kind' = 'capacity' OR c->>'per' IN ('meter-month', 'phase-month') THEN
            PERFORM fixed_kinds (c);
        ELSIF c->>'kind' IN ('minimum', 'maximum') THEN
            PERFORM bound_kinds (c);
        ELSE
            PERFORM price_other (c, days, full_days);
        END IF;
    END LOOP;
    IF export IS NOT NULL THEN
        PERFORM true_up (export);
    ELSE
        PERFORM settle_credit (tariff);
    END IF;
    UPDATE account SET charged = charged + year_charge (tariff);
END
$$;
