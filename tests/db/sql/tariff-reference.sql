-- An independent way to price a tariff document: interval by interval, in numeric, by the
-- document's own words. Slow and plain on purpose; shares nothing with shared/tariff. Knows no
-- holidays, no net metering and no peaks of the system.

SET jit = off;

-- What every interval of the period is: its local day and minute, season and values.
CREATE TABLE spot (
    i bigint PRIMARY KEY,
    at timestamp NOT NULL,
    day date NOT NULL,
    n_of_day bigint NOT NULL,
    season text,
    wh numeric NOT NULL,
    sent numeric NOT NULL,
    varh numeric NOT NULL
);
CREATE TABLE spot_band (i bigint NOT NULL, schedule text NOT NULL, band text NOT NULL);
CREATE TABLE line (
    n serial,
    component text NOT NULL,
    band text,
    season text,
    tier integer NOT NULL,
    quantity numeric NOT NULL,
    exact numeric NOT NULL
);

CREATE FUNCTION season_of (tariff jsonb, day date) RETURNS text LANGUAGE sql AS $$
    SELECT s->>'id' FROM jsonb_array_elements (tariff->'seasons') AS s
    WHERE s->'months' @> to_jsonb (extract (month FROM day)::integer)
$$;

CREATE FUNCTION is_day (days jsonb, day date) RETURNS boolean LANGUAGE sql AS $$
    SELECT days IS NULL OR days ? trim (lower (to_char (day, 'day')))
           OR days ? CASE WHEN extract (isodow FROM day) < 6 THEN 'weekday' ELSE 'weekend' END
$$;

CREATE FUNCTION lay_spots (tariff jsonb, first date, last date, zone text, seconds integer,
                           wh bigint[], sent bigint[], varh bigint[]) RETURNS void
LANGUAGE sql AS $$
    TRUNCATE spot, spot_band;
    INSERT INTO spot
    SELECT i, at, at::date, row_number () OVER (PARTITION BY at::date ORDER BY i) - 1,
           season_of (tariff, at::date), wh[i], sent[i], varh[i]
    FROM (SELECT i, to_timestamp (extract (epoch FROM first::timestamp AT TIME ZONE zone)
                                  + (i - 1) * seconds) AT TIME ZONE zone AS at
          FROM generate_series (1, array_length (wh, 1)) AS i) AS instants;
    INSERT INTO spot_band
    WITH span AS MATERIALIZED (
        SELECT s->>'id' AS schedule, rule->'seasons' AS seasons, rule->'days' AS days,
               e->>'from' AS first, e->>'to' AS last, e->>'band' AS band
        FROM jsonb_array_elements (tariff->'schedules') AS s,
             jsonb_array_elements (s->'rules') AS rule, jsonb_array_elements (rule->'spans') AS e
    )
    SELECT spot.i, schedule, band
    FROM spot, span
    WHERE to_char (spot.at, 'HH24:MI') >= span.first AND to_char (spot.at, 'HH24:MI') < span.last
      AND (seasons IS NULL OR seasons ? spot.season) AND is_day (days, spot.day);
$$;

-- A quotient to 18 decimals, half away from zero.
CREATE FUNCTION ratio (count numeric, parts numeric) RETURNS numeric LANGUAGE sql AS $$
    SELECT round (count::numeric (200, 60) / parts, 18)
$$;

-- The rates of a component for a season and band: tier by tier, its ends and price.
CREATE FUNCTION ladder (component jsonb, in_season text, in_band text)
RETURNS TABLE (tier integer, n_tiers integer, low numeric, high numeric, rate numeric)
LANGUAGE sql AS $$
    WITH entry AS (
        SELECT e FROM jsonb_array_elements (coalesce (component->'rates',
                                                      jsonb_build_array (component))) AS e
        WHERE (e->'seasons' IS NULL OR e->'seasons' ? in_season)
          AND (e->'bands' IS NULL OR e->'bands' ? in_band)
    ), steps AS (
        SELECT t, n, count(*) OVER () AS n_tiers
        FROM entry, jsonb_array_elements (coalesce (e->'tiers', jsonb_build_array (
            jsonb_build_object ('rate', e->'rate')))) WITH ORDINALITY AS x (t, n)
    )
    SELECT n::integer, n_tiers::integer, coalesce (lag ((t->>'up_to')::numeric) OVER (ORDER BY n),
                                                   0),
           (t->>'up_to')::numeric, (t->>'rate')::numeric
    FROM steps
$$;

CREATE FUNCTION put (component text, band text, season text, tier integer, quantity numeric,
                     exact numeric) RETURNS void LANGUAGE sql AS $$
    INSERT INTO line (component, band, season, tier, quantity, exact)
    VALUES (component, band, season, tier, quantity, exact)
$$;

-- Where a tier ends in this period, in whole Wh.
CREATE FUNCTION end_wh (component jsonb, high numeric, n_days numeric, days numeric, full_days
                        numeric, used numeric) RETURNS numeric LANGUAGE sql AS $$
    SELECT CASE coalesce (component->>'tier_basis', 'month')
        WHEN 'month' THEN round (ratio (high * days, full_days) * 1000)
        WHEN 'day' THEN round (high * n_days * 1000)
        WHEN 'year' THEN greatest (round (high * 1000) - used, 0)
    END
$$;

CREATE FUNCTION has_seasons (component jsonb) RETURNS boolean LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM jsonb_array_elements (coalesce (component->'rates', '[]')) AS e
                   WHERE e->'seasons' IS NOT NULL)
$$;

-- Energy of one side: each interval's share of each tier, by what ran before it.
CREATE FUNCTION price_energy (component jsonb, sign integer, days numeric, full_days numeric,
                              used numeric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    n_days numeric := (SELECT count(DISTINCT day) FROM spot);
    by_season boolean := has_seasons (component);
BEGIN
    INSERT INTO line (component, band, season, tier, quantity, exact)
    WITH flow AS (
        SELECT spot.i, spot.season, b.band, v, sum (v) OVER (ORDER BY spot.i) - v AS before
        FROM spot
        LEFT JOIN spot_band AS b ON b.i = spot.i AND b.schedule = component->>'schedule',
        LATERAL (SELECT CASE WHEN component->>'kind' = 'export' THEN sent ELSE wh END AS v) AS x
    ), place AS (
        SELECT season, band, sum (v) AS v FROM flow GROUP BY season, band
    ), tiers AS (
        SELECT place.*, l.*, CASE WHEN tier = 1 THEN 0
                                  ELSE end_wh (component, low, n_days, days, full_days, used) END
                                  AS from_wh,
               CASE WHEN high IS NULL THEN 1e30
                    ELSE end_wh (component, high, n_days, days, full_days, used) END AS to_wh
        FROM place, ladder (component, place.season, place.band) AS l
    ), filled AS (
        SELECT t.season, t.band, t.tier, t.n_tiers, t.rate,
               CASE WHEN component->>'tier_order' = 'proportional' THEN
                   greatest (least (t.to_wh, total) - t.from_wh, 0) * t.v / nullif (total, 0)
               ELSE (SELECT sum (greatest (least (t.to_wh, before + f.v)
                                           - greatest (t.from_wh, before), 0))
                     FROM flow AS f
                     WHERE f.season IS NOT DISTINCT FROM t.season
                       AND f.band IS NOT DISTINCT FROM t.band) END AS q,
               greatest (least (t.to_wh, total) - t.from_wh, 0) AS in_tier, t.v, total
        FROM tiers AS t, LATERAL (SELECT sum (v) AS total FROM flow) AS x
    ), summed AS (
        SELECT CASE WHEN by_season THEN season END AS season, band, tier, n_tiers, rate,
               sum (q) AS q, max (in_tier) AS in_tier, sum (v) AS v, max (total) AS total
        FROM filled GROUP BY CASE WHEN by_season THEN season END, band, tier, n_tiers, rate
    )
    SELECT component->>'id', band, season, CASE WHEN n_tiers > 1 THEN tier ELSE 0 END, kwh,
           round (kwh * rate * sign, 18)
    FROM summed, LATERAL (
        SELECT CASE WHEN component->>'tier_order' = 'proportional'
                    THEN ratio (in_tier * v, nullif (total, 0) * 1000)
                    ELSE q / 1000 END AS kwh) AS x
    WHERE kwh > 0;
END
$$;

-- Demand: every window's mean power, the highest of each band, and what rules make of it.
CREATE FUNCTION price_demand (component jsonb, seconds integer, days numeric, full_days numeric,
                              peaks jsonb, contracted numeric) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    n integer := greatest (coalesce ((component->>'window_minutes')::integer, 15) * 60 / seconds,
                           1);
    place record;
    step record;
    billed numeric;
    excess numeric;
    multiple numeric := (component->'contract'->>'excess_multiple')::numeric;
    season_days numeric;
    n_days numeric := (SELECT count(DISTINCT day) FROM spot);
BEGIN
    FOR place IN
        WITH cut AS (
            SELECT s.i, (SELECT sum (w.wh) FROM spot AS w
                         WHERE w.i >= s.i AND w.i < s.i + n
                           AND ((component->'sliding')::boolean OR w.day = s.day)) AS wh,
                   CASE WHEN has_seasons (component) THEN s.season END AS season, b.band
            FROM spot AS s LEFT JOIN spot_band AS b
                ON b.i = s.i AND b.schedule = component->>'schedule'
            WHERE CASE WHEN coalesce ((component->'sliding')::boolean, false) AND n > 1
                       THEN s.i + n - 1 <= (SELECT max (i) FROM spot)
                       ELSE s.n_of_day % n = 0 END
        ), every AS (
            SELECT DISTINCT b.band, CASE WHEN has_seasons (component) THEN s.season END AS season
            FROM spot AS s LEFT JOIN spot_band AS b
                ON b.i = s.i AND b.schedule = component->>'schedule'
        )
        SELECT *, component->>'least_applies_to' = 'each-band' IS TRUE
                  OR row_number () OVER (PARTITION BY season ORDER BY kw DESC, band) = 1 AS bears
        FROM (SELECT every.band, every.season,
                     coalesce (ratio (max (cut.wh) * 3600, n::numeric * seconds * 1000), 0) AS kw
              FROM every LEFT JOIN cut ON cut.band IS NOT DISTINCT FROM every.band
                                      AND cut.season IS NOT DISTINCT FROM every.season
              GROUP BY every.band, every.season) AS x
    LOOP
        season_days := (SELECT count(DISTINCT day) FROM spot
                        WHERE place.season IS NULL OR season = place.season);
        billed := place.kw;
        IF component->'ratchet' IS NOT NULL THEN
            billed := greatest (billed, (
                SELECT max (round ((p->>'kw')::numeric
                                   * (component->'ratchet'->>'percent')::numeric * 0.01, 18))
                FROM jsonb_array_elements (peaks) AS p
                WHERE p->>'component' = component->>'id'
                  AND p->>'band' IS NOT DISTINCT FROM place.band
                  AND (p->>'back')::integer
                      <= coalesce ((component->'ratchet'->>'look_back')::integer, 11)));
        END IF;
        IF place.bears THEN
            billed := greatest (billed, coalesce ((component->>'floor')::numeric, 0));
        END IF;
        FOR step IN SELECT * FROM ladder (component, place.season, place.band) LOOP
            PERFORM put (component->>'id', place.band, place.season,
                         CASE WHEN step.n_tiers > 1 THEN step.tier ELSE 0 END, q,
                         ratio (round (q * step.rate, 18) * days * season_days,
                                full_days * n_days))
            FROM (SELECT least (coalesce (step.high, billed), billed) - step.low AS q) AS x
            WHERE q > 0;
        END LOOP;
        excess := place.kw - contracted;
        IF multiple IS NOT NULL AND place.bears AND contracted > 0 AND excess > 0 THEN
            PERFORM put (component->>'id', place.band, place.season, 0, excess,
                         ratio (round (excess * multiple * l.rate, 18) * days * season_days,
                                full_days * n_days))
            FROM ladder (component, place.season, place.band) AS l WHERE l.tier = 1;
        END IF;
    END LOOP;
END
$$;

CREATE FUNCTION base_of (component jsonb) RETURNS numeric LANGUAGE sql AS $$
    SELECT coalesce (sum (line.exact), 0) FROM line
    WHERE base_of.component->'of' IS NULL OR base_of.component->'of' ? line.component
$$;

-- The percentage of a factor: so much for each hundredth, step by step.
CREATE FUNCTION factor_percent (component jsonb, factor integer) RETURNS numeric
LANGUAGE plpgsql AS $$
DECLARE
    reached integer := (component->>'standard_hundredths')::integer;
    way integer := CASE WHEN factor < reached THEN -1 ELSE 1 END;
    percent numeric := 0;
    step jsonb;
BEGIN
    FOR step IN SELECT s FROM jsonb_array_elements (coalesce (
        CASE WHEN way < 0 THEN component->'below' ELSE component->'above' END, '[]')) AS s LOOP
        WHILE reached <> factor AND reached <> (step->>'to_hundredths')::integer LOOP
            reached := reached + way;
            percent := percent + (step->>'percent')::numeric;
        END LOOP;
    END LOOP;
    RETURN percent;
END
$$;

CREATE FUNCTION price_other (component jsonb, days numeric, full_days numeric) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    id text := component->>'id';
    n_days numeric := (SELECT count(DISTINCT day) FROM spot);
    year_days numeric := (SELECT extract (doy FROM make_date (
        extract (year FROM min (day))::integer, 12, 31)) FROM spot);
    rate numeric := (component->>'rate')::numeric;
    kwh numeric := (SELECT sum (wh) / 1000 FROM spot);
    kvarh numeric := (SELECT sum (varh) / 1000 FROM spot);
    base numeric := base_of (component);
    q numeric;
BEGIN
    CASE component->>'kind'
    WHEN 'fixed' THEN
        PERFORM CASE coalesce (component->>'per', 'month')
            WHEN 'day' THEN put (id, NULL, NULL, 0, n_days, n_days * rate)
            WHEN 'year' THEN put (id, NULL, NULL, 0, 1, ratio (rate * n_days, year_days))
            ELSE put (id, NULL, NULL, 0, 1, ratio (rate * days, full_days)) END;
    WHEN 'reactive' THEN
        q := kvarh - round (kwh * (component->>'free_percent')::numeric * 0.01, 18);
        IF q > 0 THEN
            PERFORM put (id, NULL, NULL, 0, q, round (q * rate, 18));
        END IF;
    WHEN 'power-factor' THEN
        q := factor_percent (component, CASE WHEN kwh = 0 AND kvarh = 0 THEN 100
            ELSE floor (kwh::numeric (200, 60) / sqrt ((kwh * kwh + kvarh * kvarh)
                        ::numeric (200, 60)) * 100 + 0.5)::integer END);
        PERFORM put (id, NULL, NULL, 0, base, round (base * q * 0.01, 18));
    WHEN 'levy', 'tax' THEN
        PERFORM put (id, NULL, NULL, 0, base,
                     round (base * (component->>'percent')::numeric * 0.01, 18));
    WHEN 'discount' THEN
        q := -round (base * (component->>'percent')::numeric * 0.01, 18);
        PERFORM put (id, NULL, NULL, 0, base, q);
        q := -q - ratio ((component->>'cap')::numeric * days, full_days);
        IF q > 0 THEN
            PERFORM put (id, NULL, NULL, 0, q, q);
        END IF;
    WHEN 'minimum' THEN
        q := ratio ((component->>'amount')::numeric * days, full_days) - greatest (base, 0);
        IF q > 0 THEN
            PERFORM put (id, NULL, NULL, 0, 1, q);
        END IF;
    WHEN 'maximum' THEN
        q := ratio ((component->>'amount')::numeric * days, full_days) - greatest (base, 0);
        IF q < 0 THEN
            PERFORM put (id, NULL, NULL, 0, 1, q);
        END IF;
    END CASE;
END
$$;

-- Rounded once to hundredths: half away from zero, or half to even.
CREATE FUNCTION to_minor (tariff jsonb, exact numeric) RETURNS numeric LANGUAGE sql AS $$
    SELECT CASE WHEN tariff->>'rounding' = 'half-even' AND abs (exact * 100) % 1 = 0.5
                THEN trunc (exact * 100) + sign (exact) * (abs (trunc (exact * 100)) % 2)
                ELSE round (exact * 100) END
$$;

CREATE FUNCTION price_all (tariff jsonb, seconds integer, days numeric, full_days numeric,
                           peaks jsonb, used numeric, contracted numeric) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    c jsonb;
BEGIN
    TRUNCATE line RESTART IDENTITY;
    FOR c IN SELECT e FROM jsonb_array_elements (tariff->'components') AS e LOOP
        IF c->>'kind' IN ('energy', 'export')
           OR c->>'kind' IN ('levy', 'discount') AND c->'percent' IS NULL THEN
            PERFORM price_energy (c, CASE WHEN c->>'kind' IN ('export', 'discount') THEN -1
                                          ELSE 1 END, days, full_days, used);
        ELSIF c->>'kind' = 'demand' THEN
            PERFORM price_demand (c, seconds, days, full_days, peaks, contracted);
        ELSE
            PERFORM price_other (c, days, full_days);
        END IF;
    END LOOP;
END
$$;
