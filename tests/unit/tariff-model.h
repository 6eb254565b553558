// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-price.h"

#include <string.h>

/* Random tariffs and loads for tests of what must hold for all of them. */

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

static inline void
append_rate (GString *json, int64_t rate)
{
    g_string_append_printf (json, "\"rate\": \"%d.%05d\"", (int) (rate / 100000),
                            (int) (rate % 100000));
}

static inline void
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

static inline char *
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

static inline Model
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

static inline TallyPricePlan *
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

static inline void
price (const TallyPricePlan *plan, const int64_t *values, TallyPriceBill *bill)
{
    g_autoptr(GError) error = NULL;

    tally_price (plan,
                 &(TallyPriceInput){ .import = values, .count = tally_price_plan_count (plan) },
                 bill, &error);
    g_assert_no_error (error);
}

static inline void
random_values (int64_t *values, int64_t top)
{
    for (size_t i = 0; i < MAX_COUNT; i++)
        values[i] = g_test_rand_int_range (0, 4) == 0 ? 0 : g_test_rand_int_range (0, (gint32) top);
}

static inline TallyDays
random_days (int n)
{
    TallyDay first = { tally_day_new (2026, 3, 20).number + g_test_rand_int_range (0, 240) };

    return (TallyDays){ first, { first.number + n } };
}
