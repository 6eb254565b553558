// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the rest of a month is taken from days like its own, worked out by hand. */
#include "shared/tariff/tally-price-forecast.h"

#define HOURS 24
#define MAX_COUNT (31 * HOURS)

typedef struct {
    TallyTariff *tariff;
    TallyCalendar *calendar;
    TallyPricePlan *plan;
    int64_t known[MAX_COUNT];
    int64_t filled[MAX_COUNT];
} Month;

/* June 2026 begins on a Monday; the 19th, a Friday, is a holiday. */
static void
set_up (Month *month, gconstpointer zone)
{
    g_autoptr(GError) error = NULL;

    month->tariff = tally_tariff_parse (
        "{\"format\": \"gridtally-tariff-v1\", \"id\": \"f\", \"currency\": \"EUR\", "
        "\"components\": [{\"id\": \"e\", \"kind\": \"energy\", \"rate\": \"1\"}]}",
        -1, &error);
    g_assert_no_error (error);
    month->calendar = tally_calendar_new ();
    tally_calendar_add (month->calendar, tally_day_new (2026, 6, 19), "Festival", FALSE, &error);
    g_assert_no_error (error);
    month->plan = tally_price_plan_new (
        month->tariff,
        &(TallyPricePeriod){ .days = tally_days_of_month (tally_day_new (2026, 6, 1)),
                             .zone = tally_zone_get ("Asia/Shanghai", NULL),
                             .calendar = month->calendar,
                             .interval_seconds = 3600,
                             .units_per_kwh = 1000 },
        &error);
    g_assert_no_error (error);
}

static void
tear_down (Month *month, gconstpointer unused)
{
    tally_price_plan_free (month->plan);
    tally_calendar_free (month->calendar);
    tally_tariff_unref (month->tariff);
}

static int64_t
at (const Month *month, int day, int hour)
{
    return month->filled[(day - 1) * HOURS + hour];
}

/* Each of the first ten days takes ten times its number, and the hour more. */
static void
fill_known (Month *month, int days)
{
    for (int i = 0; i < days * HOURS; i++)
        month->known[i] = 10 * (i / HOURS + 1) + i % HOURS;
}

static void
test_like_days (Month *month, gconstpointer unused)
{
    fill_known (month, 10);
    g_assert_cmpuint (tally_price_forecast (month->plan, month->known, 10 * HOURS, NULL, 0,
                                            TALLY_FORECAST_MEAN, month->filled),
                      ==, 20 * HOURS);
    g_assert_cmpint (at (month, 10, 5), ==, 105);
    /* working days 1 to 5 and 8 to 10: (15 + 27) x 10 / 8 = 52.5, half up */
    g_assert_cmpint (at (month, 11, 0), ==, 53);
    g_assert_cmpint (at (month, 11, 7), ==, 60);
    /* the only Saturday was the 6th, the only Sunday the 7th */
    g_assert_cmpint (at (month, 13, 1), ==, 61);
    g_assert_cmpint (at (month, 14, 1), ==, 71);
    /* a holiday is like a Sunday */
    g_assert_cmpint (at (month, 19, 2), ==, 72);
}

static void
test_range (Month *month, gconstpointer unused)
{
    fill_known (month, 10);
    tally_price_forecast (month->plan, month->known, 10 * HOURS, NULL, 0, TALLY_FORECAST_LOW,
                          month->filled);
    g_assert_cmpint (at (month, 12, 3), ==, 13);
    tally_price_forecast (month->plan, month->known, 10 * HOURS, NULL, 0, TALLY_FORECAST_HIGH,
                          month->filled);
    g_assert_cmpint (at (month, 12, 3), ==, 103);
}

/* A day begun keeps what it has; its rest is like the days before. */
static void
test_day_begun (Month *month, gconstpointer unused)
{
    fill_known (month, 2);
    g_assert_cmpuint (tally_price_forecast (month->plan, month->known, HOURS + 6, NULL, 0,
                                            TALLY_FORECAST_MEAN, month->filled),
                      ==, 29 * HOURS - 6);
    g_assert_cmpint (at (month, 2, 5), ==, 25);
    g_assert_cmpint (at (month, 2, 6), ==, 16);
    /* no Saturday is known: any day is better than none */
    g_assert_cmpint (at (month, 6, 4), ==, 14);
}

static void
test_past (Month *month, gconstpointer unused)
{
    static const int64_t may_29[HOURS] = { 500, 100 }, may_30[HOURS] = { 7 };
    static const int64_t short_31[2] = { 40, 41 }, april[HOURS] = { 9000 };
    const TallyForecastDay past[] = { { tally_day_new (2026, 4, 3), april, HOURS },
                                      { tally_day_new (2026, 5, 29), may_29, HOURS },
                                      { tally_day_new (2026, 5, 30), may_30, HOURS },
                                      { tally_day_new (2026, 5, 31), short_31, 2 },
                                      { tally_day_new (2026, 5, 28), NULL, 0 } };

    tally_price_forecast (month->plan, month->known, 0, past, G_N_ELEMENTS (past),
                          TALLY_FORECAST_MEAN, month->filled);
    /* the 29th was a Friday; April is too old, and the 28th was not measured */
    g_assert_cmpint (at (month, 1, 0), ==, 500);
    g_assert_cmpint (at (month, 6, 0), ==, 7);
    /* a day with fewer intervals goes on as it ended */
    g_assert_cmpint (at (month, 7, 1), ==, 41);
    g_assert_cmpint (at (month, 7, 20), ==, 41);
}

static void
test_nothing_known (Month *month, gconstpointer unused)
{
    g_assert_cmpuint (tally_price_forecast (month->plan, month->known, 0, NULL, 0,
                                            TALLY_FORECAST_MEAN, month->filled),
                      ==, 30 * HOURS);
    g_assert_cmpint (at (month, 30, 23), ==, 0);
    /* and with nothing left to guess, nothing is */
    fill_known (month, 30);
    g_assert_cmpuint (tally_price_forecast (month->plan, month->known, 30 * HOURS, NULL, 0,
                                            TALLY_FORECAST_MEAN, month->filled),
                      ==, 0);
    g_assert_cmpint (at (month, 30, 23), ==, 323);
}

/* Delivered more than taken: a mean below zero is rounded away from it. */
static void
test_negative (Month *month, gconstpointer unused)
{
    month->known[0] = -1;
    month->known[HOURS] = -2;
    tally_price_forecast (month->plan, month->known, 2 * HOURS, NULL, 0, TALLY_FORECAST_MEAN,
                          month->filled);
    g_assert_cmpint (at (month, 3, 0), ==, -2);
}

int
main (int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test) (Month *, gconstpointer);
    } tests[] = {
        { "/forecast/like-days", test_like_days },   { "/forecast/range", test_range },
        { "/forecast/day-begun", test_day_begun },   { "/forecast/past", test_past },
        { "/forecast/nothing", test_nothing_known }, { "/forecast/negative", test_negative },
    };

    g_test_init (&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS (tests); i++)
        g_test_add (tests[i].path, Month, NULL, set_up, tests[i].test, tear_down);
    return g_test_run ();
}
