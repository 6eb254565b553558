// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: over random tariffs and loads the engine agrees, to the last digit, with a slow
 * reference that walks interval by interval; what cannot be priced is refused. */
#include "tests/unit/tariff-model.h"

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

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/tariff/price/reference", test_reference);
    g_test_add_func ("/tariff/price/limits", test_limits);
    return g_test_run ();
}
