// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: every instant belongs to exactly one interval of exactly one local
 * day, in zones with and without daylight saving, and days count correctly. */
#include "shared/error/tally-error.h"
#include "shared/time/tally-calendar.h"
#include "shared/time/tally-zone.h"

#define QUARTER 900

typedef struct {
    const char *text;
    int32_t number;
    TallyWeekday weekday;
} DayCase;

static const DayCase day_cases[] = {
    { "1970-01-01", 0, TALLY_THURSDAY },    { "1969-12-31", -1, TALLY_WEDNESDAY },
    { "2000-02-29", 11016, TALLY_TUESDAY }, { "2018-01-01", 17532, TALLY_MONDAY },
    { "2026-11-23", 20780, TALLY_MONDAY },  { "2100-03-01", 47541, TALLY_MONDAY },
    { "1900-01-01", -25567, TALLY_MONDAY }, { "2199-12-31", 84005, TALLY_TUESDAY },
};

static void
test_day (gconstpointer data)
{
    const DayCase *c = data;
    g_autoptr(GError) error = NULL;
    char text[TALLY_DAY_TEXT];
    TallyDay day;

    tally_day_parse (c->text, &day, &error);
    g_assert_no_error (error);
    g_assert_cmpint (day.number, ==, c->number);
    g_assert_cmpint (tally_day_weekday (day), ==, c->weekday);
    g_assert_cmpstr (tally_day_format (day, text), ==, c->text);
}

static void
test_no_day (void)
{
    static const char *const texts[] = {
        "",          "2026-02-29", "2100-02-29",  "2026-13-01", "2026-00-01", "2026-01-32",
        "2026-1-01", "2026/01/01", "2026-01-01 ", "1899-12-31", "2200-01-01", "20x6-01-01",
    };

    for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autoptr(GError) error = NULL;
        TallyDay day;

        g_assert_false (tally_day_parse (texts[i], &day, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
}

/* GLib's calendar is the reference: every day of 300 years. */
static void
test_day_by_day (void)
{
    TallyDay day = tally_day_new (TALLY_DAY_FIRST_YEAR, 1, 1);
    g_autoptr(GDate) date = g_date_new_dmy (1, G_DATE_JANUARY, TALLY_DAY_FIRST_YEAR);

    for (; g_date_get_year (date) <= TALLY_DAY_LAST_YEAR; day.number++) {
        int year, month, day_of_month;

        tally_day_split (day, &year, &month, &day_of_month);
        g_assert_cmpint (year, ==, g_date_get_year (date));
        g_assert_cmpint (month, ==, (int) g_date_get_month (date));
        g_assert_cmpint (day_of_month, ==, g_date_get_day (date));
        g_assert_cmpint (tally_day_weekday (day), ==, (int) g_date_get_weekday (date) - 1);
        g_assert_cmpint (tally_day_new (year, month, day_of_month).number, ==, day.number);
        g_assert_cmpint (tally_day_days_in_month (day), ==,
                         g_date_get_days_in_month (g_date_get_month (date),
                                                   g_date_get_year (date)));
        g_date_add_days (date, 1);
    }
}

static void
test_months (void)
{
    TallyDays february = tally_days_of_month (tally_day_new (2024, 2, 10));
    char text[TALLY_MONTH_TEXT];

    g_assert_cmpint (tally_days_count (february), ==, 29);
    g_assert_cmpint (february.end.number, ==, tally_day_new (2024, 3, 1).number);
    g_assert_cmpint (tally_day_next_month (tally_day_new (2025, 12, 31)).number, ==,
                     tally_day_new (2026, 1, 1).number);
    g_assert_cmpint (tally_day_days_in_year (tally_day_new (2024, 6, 1)), ==, 366);
    g_assert_cmpint (tally_day_days_in_year (tally_day_new (2100, 6, 1)), ==, 365);
    g_assert_cmpstr (tally_month_format (tally_month_of (february.first), text), ==, "2024-02");
    g_assert_cmpint (tally_days_count ((TallyDays){ february.end, february.first }), ==, 0);
}

typedef struct {
    const char *zone;
    int year, month, day;
    int64_t start;
    int32_t quarters;
} LengthCase;

/* Start instants from the zones' public histories. */
static const LengthCase length_cases[] = {
    { "Asia/Shanghai", 2026, 11, 1, 1793462400, 96 },
    { "Europe/Berlin", 2026, 3, 29, 1774738800, 92 },
    { "Europe/Berlin", 2026, 10, 25, 1792879200, 100 },
    { "America/New_York", 2026, 3, 8, 1772946000, 92 },
    { "America/New_York", 2026, 11, 1, 1793505600, 100 },
    { "Australia/Lord_Howe", 2026, 4, 5, 1775307600, 98 },
    { "Asia/Kathmandu", 2026, 1, 1, 1767204900, 96 },
    { "America/Havana", 2026, 3, 8, 1772946000, 92 }, /* clocks skip midnight */
    { "Pacific/Apia", 2011, 12, 30, 1325239200, 0 },  /* the day that was left out */
    { "UTC", 2050, 6, 1, 2537654400, 96 },
    { "Asia/Shanghai", 1950, 6, 1, -618134400, 96 }, /* outside the table */
};

static void
test_length (gconstpointer data)
{
    const LengthCase *c = data;
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get (c->zone, &error);
    TallyDay day = tally_day_new (c->year, c->month, c->day);

    g_assert_no_error (error);
    g_assert_cmpstr (tally_zone_get_name (zone), ==, c->zone);
    g_assert_cmpint (tally_day_start (zone, day), ==, c->start);
    g_assert_cmpint (tally_day_intervals (zone, day, QUARTER), ==, c->quarters);
}

static void
test_no_zone (void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null (tally_zone_get ("Mars/Olympus", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

/* Property: walking the intervals of a year meets every instant once, and
 * locating an instant gives back the interval it came from. */
static void
test_round_trip (gconstpointer data)
{
    const TallyZone *zone = tally_zone_get (data, NULL);
    int64_t next = tally_day_start (zone, tally_day_new (2026, 1, 1));

    for (int32_t n = 0; n < 365; n++) {
        TallyDay day = { tally_day_new (2026, 1, 1).number + n };

        for (int32_t i = 0; i < tally_day_intervals (zone, day, QUARTER); i++) {
            int64_t instant = tally_day_instant (zone, day, i, QUARTER);
            TallyDay found;
            int32_t index;

            g_assert_cmpint (instant, ==, next);
            tally_day_locate (zone, instant + g_test_rand_int_range (0, QUARTER), QUARTER, &found,
                              &index);
            g_assert_cmpint (found.number, ==, day.number);
            g_assert_cmpint (index, ==, i);
            next += QUARTER;
        }
    }
    g_assert_cmpint (next, ==, tally_day_start (zone, tally_day_new (2027, 1, 1)));
    g_assert_cmpint (tally_days_intervals (zone,
                                           (TallyDays){ tally_day_new (2026, 1, 1),
                                                        tally_day_new (2027, 1, 1) },
                                           QUARTER),
                     ==, 35040);
}

/* Summer is in January there, and half an hour long, or there is none. */
static void
test_standard_offset (void)
{
    static const struct {
        const char *zone;
        int32_t offset;
    } cases[] = {
        { "Europe/Berlin", 3600 },     { "America/New_York", -18000 },
        { "Australia/Sydney", 36000 }, { "Australia/Lord_Howe", 37800 },
        { "Asia/Shanghai", 28800 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autoptr(GError) error = NULL;
        const TallyZone *zone = tally_zone_get (cases[i].zone, &error);

        g_assert_no_error (error);
        g_assert_cmpint (tally_zone_standard_offset (zone, 2026), ==, cases[i].offset);
    }
}

static void
test_clock (void)
{
    const TallyZone *berlin = tally_zone_get ("Europe/Berlin", NULL);
    TallyDay change = tally_day_new (2026, 10, 25);

    /* 02:00 is shown twice: intervals 8 to 11 and again 12 to 15. */
    g_assert_cmpint (tally_zone_second_of_day (berlin, tally_day_instant (berlin, change, 8, 900)),
                     ==, 7200);
    g_assert_cmpint (tally_zone_second_of_day (berlin, tally_day_instant (berlin, change, 12, 900)),
                     ==, 7200);
}

static void
test_calendar (void)
{
    g_autoptr(TallyCalendar) calendar = tally_calendar_new ();
    g_autoptr(GError) error = NULL;
    TallyDay new_year = tally_day_new (2026, 1, 1);
    TallyDay worked = tally_day_new (2026, 1, 4);
    const char *name;
    gboolean is_worked;
    TallyDay day;

    tally_calendar_add (calendar, worked, "Make-up day", TRUE, &error);
    g_assert_no_error (error);
    tally_calendar_add (calendar, new_year, "New Year", FALSE, &error);
    g_assert_no_error (error);

    g_assert_cmpint (tally_calendar_day_type (calendar, new_year), ==, TALLY_DAY_HOLIDAY);
    g_assert_cmpint (tally_calendar_day_type (calendar, worked), ==, TALLY_DAY_MONDAY);
    g_assert_cmpint (tally_calendar_day_type (calendar, tally_day_new (2026, 1, 3)), ==,
                     TALLY_DAY_SATURDAY);
    g_assert_cmpint (tally_calendar_day_type (NULL, worked), ==, TALLY_DAY_SUNDAY);
    g_assert_cmpstr (tally_calendar_name (calendar, new_year), ==, "New Year");
    g_assert_null (tally_calendar_name (calendar, tally_day_new (2027, 1, 1)));

    g_assert_cmpint (tally_calendar_count (calendar), ==, 2);
    tally_calendar_get (calendar, 1, &day, &name, &is_worked);
    g_assert_cmpint (day.number, ==, worked.number);
    g_assert_cmpstr (name, ==, "Make-up day");
    g_assert_true (is_worked);
    tally_calendar_get (calendar, 0, NULL, NULL, NULL);

    g_assert_false (tally_calendar_add (calendar, new_year, "Again", FALSE, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    tally_calendar_free (NULL);
}

int
main (int argc, char **argv)
{
    static const char *const zones[] = { "Asia/Shanghai", "Europe/Berlin", "America/New_York",
                                         "Australia/Lord_Howe", "America/Havana" };

    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (day_cases); i++) {
        g_autofree char *path = g_strconcat ("/time/day/", day_cases[i].text, NULL);

        g_test_add_data_func (path, &day_cases[i], test_day);
    }
    g_test_add_func ("/time/day/refused", test_no_day);
    g_test_add_func ("/time/day/by-day", test_day_by_day);
    g_test_add_func ("/time/months", test_months);
    for (size_t i = 0; i < G_N_ELEMENTS (length_cases); i++) {
        g_autofree char *path = g_strdup_printf ("/time/length/%s/%zu", length_cases[i].zone, i);

        g_test_add_data_func (path, &length_cases[i], test_length);
    }
    g_test_add_func ("/time/zone/unknown", test_no_zone);
    for (size_t i = 0; i < G_N_ELEMENTS (zones); i++) {
        g_autofree char *path = g_strconcat ("/time/round-trip/", zones[i], NULL);

        g_test_add_data_func (path, zones[i], test_round_trip);
    }
    g_test_add_func ("/time/zone/standard-offset", test_standard_offset);
    g_test_add_func ("/time/clock", test_clock);
    g_test_add_func ("/time/calendar", test_calendar);

    return g_test_run ();
}
