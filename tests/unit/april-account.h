// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/tariff/tally-price-explain.h"

#include <string.h>

/* The account that tests of explanations price. */

#define QUARTER 900
#define COUNT (30 * 96)

/* April 2026 in Shanghai: 30 days of 96 quarter-hours, each 250 Wh (1 kW), 150 varh
 * and 50 Wh delivered. On the 10th at 10:00 local, 02:00 UTC, four quarter-hours take
 * 1,000, 2,000, 3,000 and 250 Wh. Peak is 10:00 to 12:00: 240 quarter-hours, 60 kWh of
 * flat load and 5.25 kWh more; the rest 2,640 quarter-hours, 660 kWh. */
#define SPIKE (9 * 96 + 40)

typedef struct {
    TallyTariff *tariff;
    TallyPricePlan *plan;
    TallyPriceBill *bill;
    int64_t import[COUNT];
    int64_t export[COUNT];
    int64_t reactive[COUNT];
    int64_t prices[COUNT];
    TallyPricePeak peak;
    size_t system_peak[2];
    TallyPriceCarry carry;
    TallyPriceInput input;
} April;

static inline void
april_free (April *april)
{
    g_clear_pointer (&april->plan, tally_price_plan_free);
    g_clear_pointer (&april->tariff, tally_tariff_unref);
    tally_price_bill_free (april->bill);
    g_free (april);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (April, april_free)

static inline void
lay_input (April *april)
{
    static const int64_t spike[] = { 1000, 2000, 3000, 250 };

    for (size_t i = 0; i < COUNT; i++) {
        april->import[i] = 250;
        april->export[i] = 50;
        april->reactive[i] = 150;
        april->prices[i] = 2;
    }
    memcpy (&april->import[SPIKE], spike, sizeof spike);
    april->peak.month = tally_month_of (tally_day_new (2026, 2, 1));
    april->peak.kw.atto = 40 * TALLY_EXACT_ONE;
    april->system_peak[0] = SPIKE + 2;
    april->carry.year_to_date = 1000 * 1000;
    april->carry.net_excess = 600 * 1000;
    april->input = (TallyPriceInput){ .import = april->import,
                                      .export = april->export,
                                      .reactive = april->reactive,
                                      .count = COUNT,
                                      .contracted_kva = 40000,
                                      .contracted_kw = 8000,
                                      .peaks = &april->peak,
                                      .n_peaks = 1,
                                      .prices = april->prices,
                                      .coincident = april->system_peak,
                                      .n_coincident = 2,
                                      .carry = &april->carry };
}

static inline April *
april_price (const char *components)
{
    April *april = g_new0 (April, 1);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strdup_printf (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"t\", \"currency\": \"CNY\", \"seasons\": "
        "[{\"id\": \"cold\", \"months\": [1, 2, 3, 10, 11, 12]}, {\"id\": \"warm\", \"name\": "
        "{\"en\": \"Warm months\", \"zh_CN\": \"暖季\"}, \"months\": [4, 5, 6, 7, 8, 9]}], "
        "\"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"peak\", \"name\": {\"en\": \"Peak "
        "hours\", \"zh_CN\": \"高峰\"}}, {\"id\": \"rest\"}], \"rules\": [{\"spans\": [{\"from\": "
        "\"00:00\", \"to\": \"10:00\", \"band\": \"rest\"}, {\"from\": \"10:00\", \"to\": "
        "\"12:00\", \"band\": \"peak\"}, {\"from\": \"12:00\", \"to\": \"24:00\", \"band\": "
        "\"rest\"}]}]}], \"components\": [%s]}",
        components);

    april->tariff = tally_tariff_parse (text, -1, &error);
    g_assert_no_error (error);
    april->plan = tally_price_plan_new (
        april->tariff,
        &(TallyPricePeriod){ .days = { tally_day_new (2026, 4, 1), tally_day_new (2026, 5, 1) },
                             .zone = tally_zone_get ("Asia/Shanghai", NULL),
                             .interval_seconds = QUARTER,
                             .units_per_kwh = 1000 },
        &error);
    g_assert_no_error (error);
    april->bill = tally_price_bill_new ();
    lay_input (april);
    tally_price (april->plan, &april->input, april->bill, &error);
    g_assert_no_error (error);
    return april;
}
