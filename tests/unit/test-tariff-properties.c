// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a regulator would check holds for 10,000 random cases each: a case is a tariff with
 * a load; --seed draws the same again. */
#include "tests/unit/tariff-model.h"

#include "shared/tariff/tally-price-explain.h"

#define TARIFFS 1000
#define LOADS 10 /* of each */

/* Property: without tiers and demand, days priced apart add up to the whole. */
static void
test_split_adds_up (void)
{
    g_autoptr(TallyPriceBill) whole = tally_price_bill_new ();
    g_autoptr(TallyPriceBill) part = tally_price_bill_new ();
    int64_t values[MAX_COUNT];

    for (int run = 0; run < TARIFFS; run++) {
        Model model = random_model (FALSE);
        TallyDays days = random_days (3), head = days, tail = days;
        g_autoptr(TallyPricePlan) plan = NULL;
        g_autoptr(TallyPricePlan) first = NULL;
        g_autoptr(TallyPricePlan) second = NULL;

        model.demand_rate = 0;
        head.end.number = tail.first.number = days.first.number + g_test_rand_int_range (1, 3);
        plan = make_plan (&model, days, "Europe/Berlin");
        first = make_plan (&model, head, "Europe/Berlin");
        second = make_plan (&model, tail, "Europe/Berlin");
        for (int load = 0; load < LOADS; load++) {
            __int128 sum;

            random_values (values, 4000);
            price (plan, values, whole);
            price (first, values, part);
            sum = part->total_exact.atto;
            price (second, values + tally_price_plan_count (first), part);
            g_assert_true (sum + part->total_exact.atto == whole->total_exact.atto);
        }
    }
}

/* Energy by tier, [0] without; returns the sum. */
static __int128
fill_tiers (const TallyPriceBill *bill, __int128 filled[N_TIERS + 1])
{
    __int128 sum = 0;

    for (size_t i = 0; i < bill->n_lines; i++) {
        if (bill->lines[i].kind != TALLY_LINE_ENERGY)
            continue;
        filled[bill->lines[i].tier] += bill->lines[i].quantity.atto;
        sum += bill->lines[i].quantity.atto;
    }
    return sum;
}

/* Property: in time order or by share, tiers hold all the energy, and both orders fill each
 * tier alike; in time order to the last digit. */
static void
test_tiers_sum_to_total (void)
{
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t values[MAX_COUNT];

    for (int run = 0; run < TARIFFS; run++) {
        Model model = random_model (TRUE), other = model;
        TallyDays days = random_days (2);
        g_autoptr(TallyPricePlan) in_time = make_plan (&model, days, "UTC");
        g_autoptr(TallyPricePlan) by_share = NULL;

        other.is_proportional = TRUE;
        by_share = make_plan (&other, days, "UTC");
        for (int load = 0; load < LOADS; load++) {
            __int128 filled[2][N_TIERS + 1] = { 0 };
            __int128 used;

            random_values (values, 4000);
            price (in_time, values, bill);
            used = bill->import_units * (TALLY_EXACT_ONE / 1000);
            g_assert_true (fill_tiers (bill, filled[0]) == used);
            price (by_share, values, bill);
            used -= fill_tiers (bill, filled[1]);
            g_assert_true (used >= -N_BANDS * N_TIERS && used <= N_BANDS * N_TIERS);
            for (int tier = 1; tier <= N_TIERS; tier++) {
                __int128 difference = filled[0][tier] - filled[1][tier];

                g_assert_true (difference >= -N_BANDS && difference <= N_BANDS);
            }
        }
    }
}

/* Property: a load ten times as high costs ten times as much without tiers. */
static void
test_scaling (void)
{
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t values[MAX_COUNT], tenfold[MAX_COUNT];

    for (int run = 0; run < TARIFFS; run++) {
        Model model = random_model (FALSE);
        g_autoptr(TallyPricePlan) plan = make_plan (&model, random_days (2), "UTC");

        for (int load = 0; load < LOADS; load++) {
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
}

/* Changes places of two intervals of one band. */
static void
swap_within_band (const Model *model, int64_t *values, size_t n)
{
    size_t a = (size_t) g_test_rand_int_range (0, (gint32) n);
    size_t b = (size_t) g_test_rand_int_range (0, (gint32) n);
    int64_t kept = values[a];

    if (model->band_of_hour[a % 96 / 4] != model->band_of_hour[b % 96 / 4])
        return;
    values[a] = values[b];
    values[b] = kept;
}

/* Property: the order in which the intervals of a band come does not matter, with a demand of
 * single intervals and without tiers. */
static void
test_order_within_band (void)
{
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    g_autoptr(TallyPriceBill) other = tally_price_bill_new ();
    int64_t values[MAX_COUNT];

    for (int run = 0; run < TARIFFS; run++) {
        Model model = random_model (FALSE);
        g_autoptr(TallyPricePlan) plan = make_plan (&model, random_days (2), "UTC");

        for (int load = 0; load < LOADS; load++) {
            random_values (values, 4000);
            price (plan, values, bill);
            for (int i = 0; i < 500; i++)
                swap_within_band (&model, values, tally_price_plan_count (plan));
            price (plan, values, other);
            g_assert_true (bill->total_exact.atto == other->total_exact.atto);
            g_assert_cmpint (bill->total.minor, ==, other->total.minor);
        }
    }
}

#define N_PEAKS 12

static void
shuffle_peaks (TallyPricePeak *peaks)
{
    for (int i = N_PEAKS - 1; i > 0; i--) {
        int k = g_test_rand_int_range (0, i + 1);
        TallyPricePeak kept = peaks[i];

        peaks[i] = peaks[k];
        peaks[k] = kept;
    }
}

static void
shuffle_system_peaks (size_t *at, size_t n)
{
    for (size_t i = n - 1; i > 0; i--) {
        size_t k = (size_t) g_test_rand_int_range (0, (gint32) i + 1);
        size_t kept = at[i];

        at[i] = at[k];
        at[k] = kept;
    }
}

static TallyPricePlan *
demand_plan (int percent)
{
    g_autofree char *text = g_strdup_printf (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"r\", \"currency\": \"EUR\", "
        "\"components\": [{\"id\": \"d\", \"kind\": \"demand\", \"rate\": \"7.3\", \"ratchet\": "
        "{\"percent\": \"%d\", \"look_back\": 11}}, {\"id\": \"c\", \"kind\": \"coincident\", "
        "\"rate\": \"3.1\"}]}",
        percent);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (text, -1, &error);
    TallyPricePlan *plan;

    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff,
                                 &(TallyPricePeriod){ .days = random_days (1),
                                                      .zone = tally_zone_get ("UTC", NULL),
                                                      .interval_seconds = QUARTER,
                                                      .units_per_kwh = 1000 },
                                 &error);
    g_assert_no_error (error);
    return plan;
}

/* Property: months looked back on and peaks of the system may come in any order. */
static void
test_order_of_input (void)
{
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t values[MAX_COUNT];

    for (int run = 0; run < TARIFFS; run++) {
        g_autoptr(TallyPricePlan) plan = demand_plan (g_test_rand_int_range (1, 101));
        TallyMonth now = tally_month_of (
            tally_day_of (tally_zone_get ("UTC", NULL), tally_price_plan_instant (plan, 0)));

        for (int load = 0; load < LOADS; load++) {
            TallyPricePeak peaks[N_PEAKS];
            size_t at[5];
            TallyPriceInput input = { .import = values,
                                      .count = tally_price_plan_count (plan),
                                      .peaks = peaks,
                                      .n_peaks = N_PEAKS,
                                      .coincident = at,
                                      .n_coincident = G_N_ELEMENTS (at) };
            __int128 first;

            random_values (values, 4000);
            for (int i = 0; i < N_PEAKS; i++)
                peaks[i] = (TallyPricePeak){ { now.number - 1 - i },
                                             { g_test_rand_int_range (0, 30) * TALLY_EXACT_ONE } };
            for (size_t i = 0; i < G_N_ELEMENTS (at); i++)
                at[i] = (size_t) g_test_rand_int_range (0, (gint32) input.count);
            g_assert_true (tally_price (plan, &input, bill, NULL));
            first = bill->total_exact.atto;
            shuffle_peaks (peaks);
            shuffle_system_peaks (at, G_N_ELEMENTS (at));
            g_assert_true (tally_price (plan, &input, bill, NULL));
            g_assert_true (bill->total_exact.atto == first);
        }
    }
}

/* Property: 10^12 kWh are priced exactly: what one interval of all of it costs is its energy
 * times the rates of the tiers it fills, and its demand; nothing wraps. */
static void
test_a_tera_kwh (void)
{
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t values[MAX_COUNT] = { 0 };

    for (int run = 0; run < TARIFFS; run++) {
        Model model = random_model (TRUE);
        g_autoptr(TallyPricePlan) plan = make_plan (&model, random_days (1), "UTC");

        for (int load = 0; load < LOADS; load++) {
            size_t at = (size_t) g_test_rand_int_range (0, 96);
            const int64_t *rates = model.rates[model.band_of_hour[at / 4]];
            int64_t kwh = INT64_C (1000000000000) - g_test_rand_int_range (0, 1000000);
            __int128 energy, demand, base;

            values[at] = kwh * 1000;
            price (plan, values, bill);
            values[at] = 0;
            energy = (__int128) model.limits[0] * rates[0]
                     + (__int128) (model.limits[1] - model.limits[0]) * rates[1]
                     + (__int128) (kwh - model.limits[1]) * rates[2];
            demand = (__int128) kwh * 4 * model.demand_rate;
            base = (energy + demand) * (TALLY_EXACT_ONE / 100000);
            g_assert_true (bill->total_exact.atto == base + base / 10000 * 725);
        }
    }
}

/* Property: the total is the sum of the rounded lines, and each line is its exact amount rounded
 * once, half away from zero. */
static void
test_total_of_rounded_lines (void)
{
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t values[MAX_COUNT];

    for (int run = 0; run < TARIFFS; run++) {
        Model model = random_model (run % 2 == 0);
        g_autoptr(TallyPricePlan) plan = make_plan (&model, random_days (2), "Europe/Berlin");

        for (int load = 0; load < LOADS; load++) {
            int64_t sum = 0;
            __int128 exact = 0;

            random_values (values, 4000);
            price (plan, values, bill);
            for (size_t i = 0; i < bill->n_lines; i++) {
                const TallyPriceLine *line = &bill->lines[i];
                __int128 apart = line->exact.atto
                                 - (__int128) line->amount.minor * (TALLY_EXACT_ONE / 100);

                sum += line->amount.minor;
                exact += line->exact.atto;
                g_assert_true (apart < TALLY_EXACT_ONE / 200 && apart >= -(TALLY_EXACT_ONE / 200));
            }
            g_assert_cmpint (bill->total.minor, ==, sum);
            g_assert_true (bill->total_exact.atto == exact);
        }
    }
}

/* Property: a bill used again for another account is as good as a new one. */
static void
test_bill_is_reusable (void)
{
    g_autoptr(TallyPriceBill) used = tally_price_bill_new ();
    int64_t values[MAX_COUNT];

    for (int run = 0; run < TARIFFS; run++) {
        Model model = random_model (run % 2 == 0);
        g_autoptr(TallyPricePlan) plan = make_plan (&model, random_days (1), "UTC");

        for (int load = 0; load < LOADS; load++) {
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
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff/properties/split-adds-up", test_split_adds_up);
    g_test_add_func ("/tariff/properties/tiers-sum-to-total", test_tiers_sum_to_total);
    g_test_add_func ("/tariff/properties/scaling", test_scaling);
    g_test_add_func ("/tariff/properties/order-within-band", test_order_within_band);
    g_test_add_func ("/tariff/properties/order-of-input", test_order_of_input);
    g_test_add_func ("/tariff/properties/a-tera-kwh", test_a_tera_kwh);
    g_test_add_func ("/tariff/properties/total-of-rounded-lines", test_total_of_rounded_lines);
    g_test_add_func ("/tariff/properties/bill-is-reusable", test_bill_is_reusable);
    return g_test_run ();
}
