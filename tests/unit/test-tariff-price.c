// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: over random tariffs and loads the engine agrees, to the last digit,
 * with a slow reference that walks interval by interval, and keeps the
 * properties a regulator would check. */
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-price.h"

#include <string.h>

#define QUARTER 900
#define MAX_COUNT (4 * 100)
#define N_BANDS 3
#define N_TIERS 3
#define RATE_DECIMALS 5

/* A random tariff: three bands over the hours, three tiers, a demand charge, tax. */
typedef struct {
    int band_of_hour[24];
    int64_t rates[N_BANDS][N_TIERS]; /* 10^-5 */
    int64_t limits[N_TIERS - 1];     /* kWh */
    int64_t demand_rate;             /* 10^-5 */
    gboolean has_tiers;
    gboolean is_proportional;
} Model;

static void
append_rate (GString *json, int64_t rate)
{
    g_string_append_printf (json, "\"rate\": \"%d.%05d\"", (int) (rate / 100000),
                            (int) (rate % 100000));
}

static void
append_tiers (GString *json, const Model *model, int band)
{
    if (!model->has_tiers) {
        append_rate (json, model->rates[band][0]);
        return;
    }
    g_string_append (json, "\"tiers\": [");
    for (int tier = 0; tier < N_TIERS; tier++) {
        g_string_append (json, tier == 0 ? "{" : ", {");
        if (tier + 1 < N_TIERS)
            g_string_append_printf (json, "\"up_to\": \"%d\", ", (int) model->limits[tier]);
        append_rate (json, model->rates[band][tier]);
        g_string_append_c (json, '}');
    }
    g_string_append_c (json, ']');
}

static char *
write_document (const Model *model)
{
    GString *json = g_string_new ("{\"format\": \"gridtally-tariff-v1\", \"id\": \"r\", "
                                  "\"currency\": \"EUR\", \"schedules\": [{\"id\": \"s\", "
                                  "\"bands\": [{\"id\": \"b0\"}, {\"id\": \"b1\"}, "
                                  "{\"id\": \"b2\"}], \"rules\": [{\"spans\": [");

    for (int hour = 0; hour < 24; hour++)
        g_string_append_printf (json,
                                "%s{\"from\": \"%02d:00\", \"to\": \"%02d:00\", \"band\": \"b%d\"}",
                                hour == 0 ? "" : ", ", hour, hour + 1, model->band_of_hour[hour]);
    g_string_append_printf (json,
                            "]}]}], \"components\": [{\"id\": \"e\", \"kind\": \"energy\", "
                            "\"schedule\": \"s\", \"tier_order\": \"%s\", \"rates\": [",
                            model->is_proportional ? "proportional" : "time-order");
    for (int band = 0; band < N_BANDS; band++) {
        g_string_append_printf (json, "%s{\"bands\": [\"b%d\"], ", band == 0 ? "" : ", ", band);
        append_tiers (json, model, band);
        g_string_append_c (json, '}');
    }
    g_string_append (json, "]}, {\"id\": \"d\", \"kind\": \"demand\", ");
    append_rate (json, model->demand_rate);
    g_string_append (json, "}, {\"id\": \"t\", \"kind\": \"tax\", \"percent\": \"7.25\"}]}");
    return g_string_free (json, FALSE);
}

static Model
random_model (gboolean has_tiers)
{
    Model model = { .has_tiers = has_tiers };

    for (int hour = 0; hour < 24; hour++)
        model.band_of_hour[hour] = g_test_rand_int_range (0, N_BANDS);
    for (int band = 0; band < N_BANDS; band++) {
        for (int tier = 0; tier < N_TIERS; tier++)
            model.rates[band][tier] = g_test_rand_int_range (0, 300000);
    }
    model.limits[0] = g_test_rand_int_range (1, 400);
    model.limits[1] = model.limits[0] + g_test_rand_int_range (1, 400);
    model.demand_rate = g_test_rand_int_range (0, 5000000);
    return model;
}

static TallyPricePlan *
make_plan (const Model *model, TallyDays days, const char *zone)
{
    g_autofree char *text = write_document (model);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (text, -1, &error);
    TallyPricePlan *plan;

    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff,
                                 &(TallyPricePeriod){ .days = days,
                                                      .full_days = tally_days_count (days),
                                                      .zone = tally_zone_get (zone, NULL),
                                                      .interval_seconds = QUARTER,
                                                      .units_per_kwh = 1000 },
                                 &error);
    g_assert_no_error (error);
    return plan;
}

static void
price (const TallyPricePlan *plan, const int64_t *values, TallyPriceBill *bill)
{
    g_autoptr(GError) error = NULL;

    tally_price (plan,
                 &(TallyPriceInput){ .import = values, .count = tally_price_plan_count (plan) },
                 bill, &error);
    g_assert_no_error (error);
}

/* Amounts in 10^-8: Wh times 10^-5 of a unit per kWh. */
typedef struct {
    int64_t wh[N_BANDS][N_TIERS];
    __int128 energy;
    __int128 demand;
} Reference;

static Reference
walk (const Model *model, const TallyZone *zone, TallyDays days, const int64_t *values)
{
    Reference reference = { 0 };
    int64_t used = 0, highest = 0;
    size_t next = 0;

    for (int32_t d = days.first.number; d < days.end.number; d++) {
        for (int32_t i = 0; i < tally_day_intervals (zone, (TallyDay){ d }, QUARTER); i++) {
            int64_t at = tally_day_instant (zone, (TallyDay){ d }, i, QUARTER);
            int band = model->band_of_hour[tally_zone_second_of_day (zone, at) / 3600];

            /* as if watt-hour by watt-hour, in chunks to the next limit */
            for (int64_t left = values[next]; left > 0;) {
                int tier = 0;
                int64_t chunk = left;

                while (model->has_tiers && tier < N_TIERS - 1 && used >= model->limits[tier] * 1000)
                    tier++;
                if (model->has_tiers && tier < N_TIERS - 1)
                    chunk = MIN (left, model->limits[tier] * 1000 - used);
                reference.wh[band][tier] += chunk;
                used += chunk;
                left -= chunk;
            }
            highest = MAX (highest, values[next]);
            next++;
        }
    }
    for (int band = 0; band < N_BANDS; band++) {
        for (int tier = 0; tier < N_TIERS; tier++)
            reference.energy += (__int128) reference.wh[band][tier] * model->rates[band][tier];
    }
    reference.demand = (__int128) highest * 4 * model->demand_rate;
    return reference;
}

static void
random_values (int64_t *values, int64_t top)
{
    for (size_t i = 0; i < MAX_COUNT; i++)
        values[i] = g_test_rand_int_range (0, 4) == 0 ? 0 : g_test_rand_int_range (0, (gint32) top);
}

static TallyDays
random_days (int n)
{
    TallyDay first = { tally_day_new (2026, 3, 20).number + g_test_rand_int_range (0, 240) };

    return (TallyDays){ first, { first.number + n } };
}

/* 10,000 random tariffs and loads, with days on which clocks change. */
static void
test_reference (void)
{
    const TallyZone *zone = tally_zone_get ("Europe/Berlin", NULL);
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t values[MAX_COUNT];

    for (int run = 0; run < 10000; run++) {
        Model model = random_model (run % 3 != 0);
        TallyDays days = random_days (g_test_rand_int_range (1, 4));
        g_autoptr(TallyPricePlan) plan = make_plan (&model, days, "Europe/Berlin");
        Reference reference;
        __int128 energy = 0, demand = 0, tax = 0, base;
        int64_t sum = 0;

        random_values (values, 4000);
        reference = walk (&model, zone, days, values);
        price (plan, values, bill);
        for (size_t i = 0; i < bill->n_lines; i++) {
            const TallyPriceLine *line = &bill->lines[i];

            sum += line->amount.minor;
            if (line->kind == TALLY_LINE_ENERGY)
                g_assert_true (line->quantity.atto
                               == reference.wh[line->band[1] - '0'][MAX (line->tier, 1) - 1]
                                      * (TALLY_EXACT_ONE / 1000));
            if (line->kind == TALLY_LINE_ENERGY)
                energy += line->exact.atto;
            else if (line->kind == TALLY_LINE_DEMAND)
                demand += line->exact.atto;
            else
                tax += line->exact.atto;
        }
        base = (reference.energy + reference.demand) * 10000000000;
        g_assert_true (energy == reference.energy * 10000000000);
        g_assert_true (demand == reference.demand * 10000000000);
        g_assert_true (tax == base / 10000 * 725);
        g_assert_true (bill->total_exact.atto == base + tax);
        g_assert_cmpint (bill->total.minor, ==, sum);
    }
}

/* Property: without tiers and demand, days priced apart add up to the whole. */
static void
test_split_adds_up (void)
{
    g_autoptr(TallyPriceBill) whole = tally_price_bill_new ();
    g_autoptr(TallyPriceBill) part = tally_price_bill_new ();
    int64_t values[MAX_COUNT];

    for (int run = 0; run < 300; run++) {
        Model model = random_model (FALSE);
        TallyDays days = random_days (3), head = days, tail = days;
        g_autoptr(TallyPricePlan) plan = make_plan (&model, days, "Asia/Shanghai");
        g_autoptr(TallyPricePlan) first = NULL;
        g_autoptr(TallyPricePlan) second = NULL;
        __int128 sum;

        model.demand_rate = 0;
        random_values (values, 4000);
        head.end.number = tail.first.number = days.first.number + g_test_rand_int_range (1, 3);
        g_clear_pointer (&plan, tally_price_plan_free);
        plan = make_plan (&model, days, "Asia/Shanghai");
        first = make_plan (&model, head, "Asia/Shanghai");
        second = make_plan (&model, tail, "Asia/Shanghai");
        price (plan, values, whole);
        price (first, values, part);
        sum = part->total_exact.atto;
        price (second, values + tally_price_plan_count (first), part);
        g_assert_true (sum + part->total_exact.atto == whole->total_exact.atto);
    }
}

/* Property: in time order or by share, tiers hold all the energy, and both
 * orders fill each tier alike. */
static void
test_orders_fill_alike (void)
{
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t values[MAX_COUNT];

    for (int run = 0; run < 300; run++) {
        Model model = random_model (TRUE);
        TallyDays days = random_days (2);
        __int128 filled[2][N_TIERS + 1] = { 0 };

        random_values (values, 4000);
        for (int order = 0; order < 2; order++) {
            g_autoptr(TallyPricePlan) plan = NULL;
            __int128 sum = 0;

            model.is_proportional = order == 1;
            plan = make_plan (&model, days, "UTC");
            price (plan, values, bill);
            for (size_t i = 0; i < bill->n_lines; i++) {
                if (bill->lines[i].kind == TALLY_LINE_ENERGY)
                    filled[order][bill->lines[i].tier] += bill->lines[i].quantity.atto;
            }
            for (int tier = 0; tier <= N_TIERS; tier++)
                sum += filled[order][tier];
            sum -= bill->import_units * (TALLY_EXACT_ONE / 1000);
            g_assert_true (sum >= -N_BANDS * N_TIERS && sum <= N_BANDS * N_TIERS);
        }
        for (int tier = 1; tier <= N_TIERS; tier++) {
            __int128 difference = filled[0][tier] - filled[1][tier];

            g_assert_true (difference >= -N_BANDS && difference <= N_BANDS);
        }
    }
}

/* Property: a load ten times as high costs ten times as much without tiers. */
static void
test_scaling (void)
{
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t values[MAX_COUNT], tenfold[MAX_COUNT];

    for (int run = 0; run < 300; run++) {
        Model model = random_model (FALSE);
        g_autoptr(TallyPricePlan) plan = make_plan (&model, random_days (2), "UTC");
        __int128 once;

        random_values (values, 4000);
        for (size_t i = 0; i < MAX_COUNT; i++)
            tenfold[i] = 10 * values[i];
        price (plan, values, bill);
        once = bill->total_exact.atto;
        price (plan, tenfold, bill);
        g_assert_true (bill->total_exact.atto == 10 * once);
    }
}

/* 10^12 kWh in a month are priced; beyond 64 bits is said, never wrapped. */
static void
test_limits (void)
{
    Model model = random_model (TRUE);
    g_autoptr(TallyPricePlan) plan = make_plan (&model, random_days (1), "UTC");
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t values[MAX_COUNT] = { 0 };
    TallyPriceInput input = { .import = values, .count = 96 };
    GError *error = NULL;

    values[0] = INT64_C (1000000000000000);
    price (plan, values, bill);
    g_assert_cmpint (bill->import_units, ==, INT64_C (1000000000000000));

    values[0] = values[1] = INT64_MAX / 2 + 1;
    g_assert_false (tally_price (plan, &input, bill, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_clear_error (&error);
    g_assert_cmpint (bill->n_lines, ==, 0);

    values[0] = -1;
    values[1] = 0;
    g_assert_false (tally_price (plan, &input, bill, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);

    input.count = 95;
    g_assert_false (tally_price (plan, &input, bill, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
}

/* Property: a bill used again for another account is as good as a new one. */
static void
test_bill_is_reusable (void)
{
    g_autoptr(TallyPriceBill) used = tally_price_bill_new ();
    int64_t values[MAX_COUNT];

    for (int run = 0; run < 200; run++) {
        Model model = random_model (run % 2 == 0);
        g_autoptr(TallyPricePlan) plan = make_plan (&model, random_days (1), "UTC");
        g_autoptr(TallyPriceBill) fresh = tally_price_bill_new ();

        random_values (values, 4000);
        price (plan, values, used);
        price (plan, values, fresh);
        g_assert_true (used->total_exact.atto == fresh->total_exact.atto);
        g_assert_cmpint (used->n_lines, ==, fresh->n_lines);
        g_assert_cmpint (used->carry.year_to_date, ==, fresh->carry.year_to_date);
        g_assert_true (used->carry.charged_to_date.atto == fresh->carry.charged_to_date.atto);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff/price/reference", test_reference);
    g_test_add_func ("/tariff/price/split-adds-up", test_split_adds_up);
    g_test_add_func ("/tariff/price/orders-fill-alike", test_orders_fill_alike);
    g_test_add_func ("/tariff/price/scaling", test_scaling);
    g_test_add_func ("/tariff/price/limits", test_limits);
    g_test_add_func ("/tariff/price/bill-is-reusable", test_bill_is_reusable);
    return g_test_run ();
}
