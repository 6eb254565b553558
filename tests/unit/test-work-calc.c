// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a job is due once, at the right local time, whatever was missed and whatever clocks do. */
#include "server/work/tally-work-calc.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-cases.h"

typedef struct {
    const char *name;
    const char *zone;
    const char *calendar;
    const char *from;  /* UTC: local midnight of the day */
    const char *until; /* and of the next */
    const char *due;   /* once between them; by an independent reckoning of time zones */
} DateCase;

/* Skipped times fall on the instant clocks skip to, repeated ones on the first of the two. */
/* clang-format off */
static const DateCase date_cases[] = {
    { "shanghai", "Asia/Shanghai", "daily 02:30",
      "2026-11-23T16:00:00Z", "2026-11-24T16:00:00Z", "2026-11-23T18:30:00Z" },
    { "shanghai-midnight", "Asia/Shanghai", "daily 00:00",
      "2026-11-23T16:00:00Z", "2026-11-24T16:00:00Z", "2026-11-23T16:00:00Z" },
    { "shanghai-last-minute", "Asia/Shanghai", "daily 23:59",
      "2026-12-30T16:00:00Z", "2026-12-31T16:00:00Z", "2026-12-31T15:59:00Z" },
    { "berlin-spring", "Europe/Berlin", "daily 02:30",
      "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-29T01:00:00Z" },
    { "berlin-autumn", "Europe/Berlin", "daily 02:30",
      "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "2026-10-25T00:30:00Z" },
    { "berlin-before-spring", "Europe/Berlin", "daily 02:30",
      "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z", "2026-03-28T01:30:00Z" },
    { "berlin-after-spring", "Europe/Berlin", "daily 02:30",
      "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z", "2026-03-30T00:30:00Z" },
    { "berlin-after-autumn", "Europe/Berlin", "daily 02:30",
      "2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z", "2026-10-26T01:30:00Z" },
    { "berlin-spring-0200", "Europe/Berlin", "daily 02:00",
      "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-29T01:00:00Z" },
    { "berlin-spring-0300", "Europe/Berlin", "daily 03:00",
      "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-29T01:00:00Z" },
    { "berlin-spring-evening", "Europe/Berlin", "daily 21:15",
      "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-29T19:15:00Z" },
    { "berlin-autumn-0300", "Europe/Berlin", "daily 03:00",
      "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "2026-10-25T02:00:00Z" },
    { "berlin-autumn-evening", "Europe/Berlin", "daily 21:15",
      "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "2026-10-25T20:15:00Z" },
    { "new-york-spring", "America/New_York", "daily 02:30",
      "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "2026-03-08T07:00:00Z" },
    { "new-york-autumn", "America/New_York", "daily 01:30",
      "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z", "2026-11-01T05:30:00Z" },
    { "new-york-spring-2027", "America/New_York", "daily 02:30",
      "2027-03-14T05:00:00Z", "2027-03-15T04:00:00Z", "2027-03-14T07:00:00Z" },
    { "new-york-autumn-2027", "America/New_York", "daily 01:30",
      "2027-11-07T04:00:00Z", "2027-11-08T05:00:00Z", "2027-11-07T05:30:00Z" },
    { "lord-howe-spring", "Australia/Lord_Howe", "daily 02:10",
      "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z", "2026-10-03T15:30:00Z" },
    { "lord-howe-autumn", "Australia/Lord_Howe", "daily 01:45",
      "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z", "2026-04-04T14:45:00Z" },
    { "lord-howe-plain", "Australia/Lord_Howe", "daily 02:10",
      "2026-05-31T13:30:00Z", "2026-06-01T13:30:00Z", "2026-05-31T15:40:00Z" },
    { "leap-day", "Asia/Shanghai", "daily 12:00",
      "2028-02-28T16:00:00Z", "2028-02-29T16:00:00Z", "2028-02-29T04:00:00Z" },
    { "leap-day-yearly", "Asia/Shanghai", "yearly 02-29 12:00",
      "2028-02-28T16:00:00Z", "2028-02-29T16:00:00Z", "2028-02-29T04:00:00Z" },
    { "leap-day-monthly-last", "Europe/Berlin", "monthly last 23:45",
      "2028-02-28T23:00:00Z", "2028-02-29T23:00:00Z", "2028-02-29T22:45:00Z" },
    { "february-monthly-last", "Europe/Berlin", "monthly last 23:45",
      "2027-02-27T23:00:00Z", "2027-02-28T23:00:00Z", "2027-02-28T22:45:00Z" },
    { "no-31st-in-december-missing", "Asia/Shanghai", "monthly 31 06:00",
      "2026-12-30T16:00:00Z", "2026-12-31T16:00:00Z", "2026-12-30T22:00:00Z" },
    { "year-2038-limit", "Asia/Shanghai", "daily 11:14",
      "2038-01-18T16:00:00Z", "2038-01-19T16:00:00Z", "2038-01-19T03:14:00Z" },
    { "year-2038-berlin-spring", "Europe/Berlin", "daily 02:30",
      "2038-03-27T23:00:00Z", "2038-03-28T22:00:00Z", "2038-03-28T01:00:00Z" },
    { "year-2038-berlin-autumn", "Europe/Berlin", "daily 02:30",
      "2038-10-30T22:00:00Z", "2038-10-31T23:00:00Z", "2038-10-31T00:30:00Z" },
    { "year-2099-new-york", "America/New_York", "daily 02:30",
      "2099-03-08T05:00:00Z", "2099-03-09T04:00:00Z", "2099-03-08T07:00:00Z" },
    { "weekly", "Europe/Berlin", "weekly sun 02:30",
      "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-29T01:00:00Z" },
    { "weekly-two", "Asia/Shanghai", "weekly mon,tue 05:00",
      "2026-11-23T16:00:00Z", "2026-11-24T16:00:00Z", "2026-11-23T21:00:00Z" },
    { "new-year", "America/New_York", "yearly 01-01 00:00",
      "2027-01-01T05:00:00Z", "2027-01-02T05:00:00Z", "2027-01-01T05:00:00Z" },
    { "century-leap", "Asia/Shanghai", "yearly 02-29 00:30",
      "2104-02-28T16:00:00Z", "2104-02-29T16:00:00Z", "2104-02-28T16:30:00Z" },
};

/* No day of these calendars lies in the span. */
static const DateCase never_cases[] = {
    { "no-leap-day", "Asia/Shanghai", "yearly 02-29 12:00",
      "2027-01-01T00:00:00Z", "2027-12-31T00:00:00Z", NULL },
    { "no-31st", "Asia/Shanghai", "monthly 31 06:00",
      "2026-11-01T00:00:00Z", "2026-11-30T15:00:00Z", NULL },
    { "another-weekday", "Europe/Berlin", "weekly mon 06:00",
      "2026-11-24T00:00:00Z", "2026-11-29T00:00:00Z", NULL },
};

typedef struct {
    const char *name;
    const char *zone;
    const char *calendar;
    const char *day;
    int n; /* times a day */
} CountCase;

/* The 30 dates of quarter-hours; midnights and counts are of Python's zoneinfo. */
static const CountCase count_cases[] = {
    { "quarters-shanghai", "Asia/Shanghai", "every 15m", "2026-11-23T16:00:00Z", 96 },
    { "quarters-berlin-short", "Europe/Berlin", "every 15m", "2026-03-28T23:00:00Z", 92 },
    { "quarters-berlin-long", "Europe/Berlin", "every 15m", "2026-10-24T22:00:00Z", 100 },
    { "quarters-new-york-short", "America/New_York", "every 15m", "2026-03-08T05:00:00Z", 92 },
    { "quarters-new-york-long", "America/New_York", "every 15m", "2026-11-01T04:00:00Z", 100 },
    { "quarters-lord-howe-short", "Australia/Lord_Howe", "every 15m", "2026-10-03T13:30:00Z", 94 },
    { "quarters-lord-howe-long", "Australia/Lord_Howe", "every 15m", "2026-04-04T13:00:00Z", 98 },
    { "quarters-berlin-short-2027", "Europe/Berlin", "every 15m", "2027-03-27T23:00:00Z", 92 },
    { "quarters-berlin-long-2027", "Europe/Berlin", "every 15m", "2027-10-30T22:00:00Z", 100 },
    { "quarters-berlin-day-before-short", "Europe/Berlin", "every 15m",
      "2026-03-27T23:00:00Z", 96 },
    { "quarters-berlin-day-after-short", "Europe/Berlin", "every 15m", "2026-03-29T22:00:00Z", 96 },
    { "quarters-berlin-day-before-long", "Europe/Berlin", "every 15m", "2026-10-23T22:00:00Z", 96 },
    { "quarters-berlin-day-after-long", "Europe/Berlin", "every 15m", "2026-10-25T23:00:00Z", 96 },
    { "quarters-berlin-leap-day", "Europe/Berlin", "every 15m", "2028-02-28T23:00:00Z", 96 },
    { "quarters-berlin-new-year", "Europe/Berlin", "every 15m", "2026-12-31T23:00:00Z", 96 },
    { "quarters-berlin-2038-limit", "Europe/Berlin", "every 15m", "2038-01-18T23:00:00Z", 96 },
    { "quarters-berlin-2038-short", "Europe/Berlin", "every 15m", "2038-03-27T23:00:00Z", 92 },
    { "quarters-berlin-2038-long", "Europe/Berlin", "every 15m", "2038-10-30T22:00:00Z", 100 },
    { "quarters-new-york-short-2027", "America/New_York", "every 15m", "2027-03-14T05:00:00Z", 92 },
    { "quarters-new-york-long-2027", "America/New_York", "every 15m", "2027-11-07T04:00:00Z", 100 },
    { "quarters-new-york-leap-day", "America/New_York", "every 15m", "2028-02-29T05:00:00Z", 96 },
    { "quarters-new-york-2038-limit", "America/New_York", "every 15m", "2038-01-18T05:00:00Z", 96 },
    { "quarters-new-york-2038-short", "America/New_York", "every 15m", "2038-03-14T05:00:00Z", 92 },
    { "quarters-new-york-2038-long", "America/New_York", "every 15m", "2038-11-07T04:00:00Z", 100 },
    { "quarters-new-york-2099-short", "America/New_York", "every 15m", "2099-03-08T05:00:00Z", 92 },
    { "quarters-lord-howe-short-2027", "Australia/Lord_Howe", "every 15m",
      "2027-10-02T13:30:00Z", 94 },
    { "quarters-lord-howe-long-2027", "Australia/Lord_Howe", "every 15m",
      "2027-04-03T13:00:00Z", 98 },
    { "quarters-lord-howe-leap-day", "Australia/Lord_Howe", "every 15m",
      "2028-02-28T13:00:00Z", 96 },
    { "quarters-lord-howe-2038-short", "Australia/Lord_Howe", "every 15m",
      "2038-10-02T13:30:00Z", 94 },
    { "quarters-lord-howe-2038-long", "Australia/Lord_Howe", "every 15m",
      "2038-04-03T13:00:00Z", 98 },
    { "seven-minutes-start-anew", "Asia/Shanghai", "every 7m", "2026-11-23T16:00:00Z", 206 },
    { "whole-day", "Europe/Berlin", "every 24h", "2026-10-24T22:00:00Z", 1 },
};

static const char *const bad_calendars[] = {
    "", "every", "every 0m", "every 25h", "every m", "every 5x", "daily", "daily 24:00", "daily 2",
    "daily 02:60", "daily 02:30 x", "weekly day 02:30", "weekly  02:30", "monthly 0 06:00",
    "monthly 32 06:00", "monthly last", "yearly 13-01 00:00", "yearly 02-30 00:00",
    "yearly 0229 00:00",
    "yearly 04-31 00:00", "sometimes 02:30", "weekly mon 24:00", "monthly 1 24:00",
    "yearly 12-31 24:00", "yearly 12-x 00:00", "yearly 12-32 00:00",
};
/* clang-format on */

static int64_t
instant (const char *text)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601 (text, NULL);

    g_assert_nonnull (at);
    return g_date_time_to_unix (at);
}

static const TallyZone *
zone_of (const char *name)
{
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get (name, &error);

    g_assert_no_error (error);
    return zone;
}

static TallyWorkCalendar
calendar_of (const char *text)
{
    g_autoptr(GError) error = NULL;
    TallyWorkCalendar calendar;

    tally_work_calendar_parse (text, &calendar, &error);
    g_assert_no_error (error);
    return calendar;
}

/* Asks every @step_s seconds of [from, until), as workers do. Returns: how often it was due. */
static int
ask_through (const TallyZone *zone,
             const TallyWorkCalendar *calendar,
             int64_t from,
             int64_t until,
             int64_t step_s,
             int64_t *due)
{
    int64_t last = tally_work_last_due (zone, calendar, TALLY_WORK_NOT_DUE, from - 1);
    int n = 0;

    for (int64_t now = from; now < until; now += step_s) {
        int64_t found = tally_work_last_due (zone, calendar, last, now);

        if (found == TALLY_WORK_NOT_DUE)
            continue;
        g_assert_cmpint (found, >, last);
        g_assert_cmpint (found, <=, now);
        last = found;
        *due = found;
        n++;
    }
    return n;
}

static void
test_date (gconstpointer data)
{
    const DateCase *c = data;
    const TallyZone *zone = zone_of (c->zone);
    TallyWorkCalendar calendar = calendar_of (c->calendar);
    int64_t from = instant (c->from);
    int64_t until = instant (c->until);
    int64_t due = 0;

    g_assert_cmpint (ask_through (zone, &calendar, from, until, 60, &due), ==, 1);
    g_assert_cmpint (due, ==, instant (c->due));
    g_assert_cmpint (tally_work_next_due (zone, &calendar, from - 1), ==, due);
    g_assert_cmpint (tally_work_next_due (zone, &calendar, due), >, due);
    /* Three weeks without a worker are one catch-up, and then none. */
    g_assert_cmpint (tally_work_last_due (zone, &calendar, due - 21 * 86400, due), ==, due);
    g_assert_cmpint (tally_work_last_due (zone, &calendar, due, until - 1), ==, TALLY_WORK_NOT_DUE);
}

static void
test_never (gconstpointer data)
{
    const DateCase *c = data;
    TallyWorkCalendar calendar = calendar_of (c->calendar);
    int64_t due;

    g_assert_cmpint (ask_through (zone_of (c->zone), &calendar, instant (c->from),
                                  instant (c->until), 3600, &due),
                     ==, 0);
}

static void
test_count (gconstpointer data)
{
    const CountCase *c = data;
    const TallyZone *zone = zone_of (c->zone);
    TallyWorkCalendar calendar = calendar_of (c->calendar);
    int64_t from = instant (c->day);
    TallyDay day = tally_day_of (zone, from);
    int64_t until = tally_day_start (zone, (TallyDay){ day.number + 1 });
    int64_t due;
    int n = 0;

    g_assert_cmpint (tally_day_start (zone, day), ==, from);
    g_assert_cmpint (ask_through (zone, &calendar, from, until, 60, &due), ==, c->n);
    for (int64_t at = from - 1; (at = tally_work_next_due (zone, &calendar, at)) < until;) {
        /* Each quarter once: none left out, none twice, whatever local clocks show. */
        if (g_str_equal (c->calendar, "every 15m"))
            g_assert_cmpint (at, ==, from + n * INT64_C (900));
        n++;
    }
    g_assert_cmpint (n, ==, c->n);
}

static void
test_bad_calendars (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (bad_calendars); i++) {
        g_autoptr(GError) error = NULL;
        TallyWorkCalendar calendar;

        g_assert_false (tally_work_calendar_parse (bad_calendars[i], &calendar, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    }
}

/* A calendar that no day fits is never due, rather than asked for ever. */
static void
test_impossible_day (void)
{
    TallyWorkCalendar calendar = { .rhythm = TALLY_WORK_YEARLY, .month = 4, .day = 31 };
    const TallyZone *zone = zone_of ("Asia/Shanghai");

    g_assert_cmpint (tally_work_next_due (zone, &calendar, 0), ==, TALLY_WORK_NOT_DUE);
    g_assert_cmpint (tally_work_last_due (zone, &calendar, TALLY_WORK_NOT_DUE, 1800000000), ==,
                     TALLY_WORK_NOT_DUE);
}

static void
test_wait_grows_and_ends (void)
{
    static const int waits[] = { 5, 10, 20, 40, 80, 160, 320, 640, 900, 900 };

    for (size_t i = 0; i < G_N_ELEMENTS (waits); i++)
        g_assert_cmpint (tally_work_wait_s ((int) i + 1), ==, waits[i]);
    g_assert_cmpint (tally_work_wait_s (G_MAXINT), ==, 900);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    ADD_ALL ("/work/date/", date_cases, test_date);
    ADD_ALL ("/work/never/", never_cases, test_never);
    ADD_ALL ("/work/count/", count_cases, test_count);
    g_test_add_func ("/work/calendar/bad-ones-are-refused", test_bad_calendars);
    g_test_add_func ("/work/calendar/impossible-day", test_impossible_day);
    g_test_add_func ("/work/wait/grows-and-ends", test_wait_grows_and_ends);

    return g_test_run ();
}
