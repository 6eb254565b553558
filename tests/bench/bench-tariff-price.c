// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the time to price accounts (bands, tiers, demand, levy, tax; a month of
 * quarter-hours) beside the time to merely add up the same values. Prints one
 * JSON line. TALLY_BENCH_ACCOUNTS sets the size; 20,000 without it. */
#include "shared/tariff/tally-tariff-price.h"

#define QUARTER 900
#define PROFILES 1000
#define COUNT (31 * 96)
#define DEFAULT_ACCOUNTS 20000

static const char
    document[] = "{\"format\": \"gridtally-tariff-v1\", \"id\": \"bench\", \"currency\": \"CNY\","
                 " \"schedules\": [{\"id\": \"s\", \"bands\": [{\"id\": \"p\"}, {\"id\": \"f\"},"
                 " {\"id\": \"v\"}], \"rules\": [{\"spans\": ["
                 "{\"from\": \"00:00\", \"to\": \"08:00\", \"band\": \"v\"},"
                 "{\"from\": \"08:00\", \"to\": \"12:00\", \"band\": \"p\"},"
                 "{\"from\": \"12:00\", \"to\": \"18:00\", \"band\": \"f\"},"
                 "{\"from\": \"18:00\", \"to\": \"22:00\", \"band\": \"p\"},"
                 "{\"from\": \"22:00\", \"to\": \"24:00\", \"band\": \"f\"}]}]}],"
                 " \"components\": [{\"id\": \"fixed\", \"kind\": \"fixed\", \"rate\": \"12.00\"},"
                 " {\"id\": \"energy\", \"kind\": \"energy\", \"schedule\": \"s\", \"rates\": ["
                 "{\"bands\": [\"p\"], \"tiers\": [{\"up_to\": \"200\", \"rate\": \"0.568\"},"
                 "{\"up_to\": \"400\", \"rate\": \"0.618\"}, {\"rate\": \"0.868\"}]},"
                 "{\"bands\": [\"f\"], \"tiers\": [{\"up_to\": \"200\", \"rate\": \"0.468\"},"
                 "{\"up_to\": \"400\", \"rate\": \"0.518\"}, {\"rate\": \"0.768\"}]},"
                 "{\"bands\": [\"v\"], \"tiers\": [{\"up_to\": \"200\", \"rate\": \"0.288\"},"
                 "{\"up_to\": \"400\", \"rate\": \"0.338\"}, {\"rate\": \"0.588\"}]}]},"
                 " {\"id\": \"demand\", \"kind\": \"demand\", \"rate\": \"8.40\"},"
                 " {\"id\": \"funds\", \"kind\": \"levy\", \"rate\": \"0.0291875\"},"
                 " {\"id\": \"vat\", \"kind\": \"tax\", \"percent\": \"13\"}]}";

static TallyPricePlan *
make_plan (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyTariff) tariff = tally_tariff_parse (document, -1, &error);
    TallyPricePlan *plan = NULL;

    g_assert_no_error (error);
    plan = tally_price_plan_new (tariff,
                                 &(TallyPricePeriod){
                                     .days = tally_days_of_month (tally_day_new (2026, 10, 1)),
                                     .zone = tally_zone_get ("Asia/Shanghai", NULL),
                                     .interval_seconds = QUARTER,
                                     .units_per_kwh = 1000 },
                                 &error);
    g_assert_no_error (error);
    return plan;
}

static int64_t *
make_profiles (void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed (20260101);
    int64_t *values = g_new (int64_t, (size_t) PROFILES * COUNT);

    for (size_t i = 0; i < (size_t) PROFILES * COUNT; i++)
        values[i] = g_rand_int_range (random, 0, 400);
    return values;
}

static int64_t
price_all (const TallyPricePlan *plan, const int64_t *values, size_t accounts, int64_t *minor)
{
    g_autoptr(TallyPriceBill) bill = tally_price_bill_new ();
    int64_t started = g_get_monotonic_time ();

    for (size_t i = 0; i < accounts; i++) {
        TallyPriceInput input = { .import = values + (i % PROFILES) * COUNT, .count = COUNT };

        if (!tally_price (plan, &input, bill, NULL))
            return -1;
        *minor += bill->total.minor;
    }
    return g_get_monotonic_time () - started;
}

static int64_t
add_all (const int64_t *values, size_t accounts, int64_t *sum)
{
    int64_t started = g_get_monotonic_time ();

    for (size_t i = 0; i < accounts; i++) {
        const int64_t *row = values + (i % PROFILES) * COUNT;

        for (size_t j = 0; j < COUNT; j++)
            *sum += row[j];
    }
    return g_get_monotonic_time () - started;
}

int
main (int argc, char **argv)
{
    const char *said = g_getenv ("TALLY_BENCH_ACCOUNTS");
    size_t accounts = said == NULL ? DEFAULT_ACCOUNTS : (size_t) g_ascii_strtoull (said, NULL, 10);
    g_autoptr(TallyPricePlan) plan = make_plan ();
    g_autofree int64_t *values = make_profiles ();
    int64_t minor = 0, sum = 0, ours, limit;

    add_all (values, PROFILES, &sum); /* brings the pages in */
    ours = price_all (plan, values, accounts, &minor);
    limit = add_all (values, accounts, &sum);
    g_assert_cmpint (ours, >, 0);
    g_print ("{\"bench\": \"tariff-price\", \"accounts\": %zu, \"intervals\": %d, "
             "\"ours_us\": %" G_GINT64_FORMAT ", \"limit_us\": %" G_GINT64_FORMAT
             ", \"ratio\": %.2f, \"accounts_per_s\": %.0f, \"total_minor\": %" G_GINT64_FORMAT
             ", \"sum\": %" G_GINT64_FORMAT "}\n",
             accounts, COUNT, ours, limit, (double) ours / (double) MAX (1, limit),
             (double) accounts * 1e6 / (double) ours, minor, sum);
    return 0;
}
