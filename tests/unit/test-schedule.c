// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: in every zone and on every kind of day a schedule is due at each of its times exactly once:
 * 92, 96 or 100 quarter-hours, 94 and 98 where clocks move by half an hour, leap days, 2038. */
#include "server/collect/tally-schedule-calc.h"
#include "shared/error/tally-error.h"

typedef struct {
    const char *zone;
    const char *day;
    int n_quarters;
    int n_hours;
} DayCase;

static const DayCase days[] = {
    { "Europe/Berlin", "2026-03-28", 96, 24 },
    { "Europe/Berlin", "2026-03-29", 92, 23 },
    { "Europe/Berlin", "2026-03-30", 96, 24 },
    { "Europe/Berlin", "2026-10-24", 96, 24 },
    { "Europe/Berlin", "2026-10-25", 100, 25 },
    { "Europe/Berlin", "2026-10-26", 96, 24 },
    { "Europe/Berlin", "2024-02-29", 96, 24 },
    { "Europe/Berlin", "2027-03-28", 92, 23 },
    { "Europe/Berlin", "2037-10-25", 100, 25 },
    { "Europe/Berlin", "2038-03-28", 92, 23 },
    { "America/New_York", "2026-03-08", 92, 23 },
    { "America/New_York", "2026-03-09", 96, 24 },
    { "America/New_York", "2026-11-01", 100, 25 },
    { "America/New_York", "2026-11-02", 96, 24 },
    { "America/New_York", "2028-02-29", 96, 24 },
    { "America/New_York", "2027-03-14", 92, 23 },
    { "America/New_York", "2037-11-01", 100, 25 },
    { "America/New_York", "2038-01-18", 96, 24 },
    { "Australia/Lord_Howe", "2026-04-05", 98, 25 },
    { "Australia/Lord_Howe", "2026-10-04", 94, 24 },
    { "Australia/Lord_Howe", "2026-04-06", 96, 24 },
    { "Australia/Lord_Howe", "2027-04-04", 98, 25 },
    { "Australia/Lord_Howe", "2027-10-03", 94, 24 },
    { "Australia/Lord_Howe", "2028-02-29", 96, 24 },
    { "Asia/Shanghai", "2026-11-20", 96, 24 },
    { "Asia/Shanghai", "2038-01-19", 96, 24 },
    { "Asia/Shanghai", "2100-02-28", 96, 24 },
    { "UTC", "2038-01-19", 96, 24 },
    { "UTC", "2000-02-29", 96, 24 },
    { "America/Sao_Paulo", "2018-11-04", 92, 23 },
    { "Africa/Cairo", "2024-04-26", 92, 23 },
    { "Asia/Kathmandu", "2026-06-01", 96, 24 },
};

static const TallyZone *
zone_of (const char *name)
{
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get (name, &error);

    g_assert_no_error (error);
    return zone;
}

static TallyDay
day_of (const char *text)
{
    g_autoptr(GError) error = NULL;
    TallyDay day;

    tally_day_parse (text, &day, &error);
    g_assert_no_error (error);
    return day;
}

/* Walks from the day's start to its end; the walk back meets the same times. */
static int
count (const TallySchedule *schedule, const TallyZone *zone, TallyDay day)
{
    int64_t start = tally_day_start (zone, day);
    int64_t end = tally_day_start (zone, (TallyDay){ day.number + 1 });
    int64_t due = start + schedule->after_s - 1;
    int n = 0;

    for (;; n++) {
        int64_t next = tally_schedule_next (schedule, zone, due);

        g_assert_cmpint (next, >, due);
        g_assert_cmpint (tally_schedule_last (schedule, zone, next), ==, next);
        g_assert_cmpint (tally_schedule_last (schedule, zone, next - 1), <, next);
        g_assert_cmpint (tally_schedule_next (schedule, zone, next - 1), ==, next);
        if (next >= end + schedule->after_s)
            return n;
        due = next;
    }
}

static void
test_day (gconstpointer data)
{
    const DayCase *c = data;
    const TallyZone *zone = zone_of (c->zone);
    TallyDay day = day_of (c->day);
    TallySchedule quarters = { 900, 5 };
    TallySchedule hours = { 3600, 300 };
    TallySchedule minutes = { 60, 5 };

    g_assert_cmpint (count (&quarters, zone, day), ==, c->n_quarters);
    g_assert_cmpint (count (&hours, zone, day), ==, c->n_hours);
    g_assert_cmpint (count (&minutes, zone, day), ==, c->n_quarters * 15);
}

/* A daily schedule is due once on each day of two years, whatever the hour. */
static void
test_daily (gconstpointer data)
{
    const TallyZone *zone = zone_of (data);
    static const int32_t seconds[] = { 0, 900, 5400, 7200, 9000, 10740, 86399 };

    for (size_t i = 0; i < G_N_ELEMENTS (seconds); i++) {
        TallySchedule daily = { 86400, seconds[i] };
        TallyDay day = day_of ("2026-01-01");
        int64_t due = tally_day_start (zone, day) - 1;

        for (int n = 0; n < 730; n++, day.number++) {
            int32_t shown;

            due = tally_schedule_next (&daily, zone, due);
            g_assert_cmpint (tally_day_of (zone, due).number, ==, day.number);
            g_assert_cmpint (tally_schedule_last (&daily, zone, due), ==, due);
            g_assert_cmpint (tally_schedule_last (&daily, zone, due - 1), <, due);
            shown = tally_zone_second_of_day (zone, due);
            if (shown == seconds[i])
                continue;
            /* The clock went over it: due in the second in which it did. */
            g_assert_cmpint (shown, >, seconds[i]);
            g_assert_true (due == tally_day_start (zone, day)
                           || tally_zone_second_of_day (zone, due - 1) < seconds[i]);
        }
    }
}

typedef struct {
    const char *name;
    TallySchedule schedule;
    const char *field; /* NULL: good */
} CheckCase;

static const CheckCase checks[] = {
    { "minute", { 60, 0 }, NULL },
    { "quarter", { 900, 5 }, NULL },
    { "hours", { 6 * 3600, 60 }, NULL },
    { "day", { 86400, 86399 }, NULL },
    { "seconds", { 30, 0 }, "period" },
    { "seven-minutes", { 420, 0 }, "period" },
    { "five-hours", { 5 * 3600, 0 }, "period" },
    { "two-days", { 172800, 0 }, "period" },
    { "zero", { 0, 0 }, "period" },
    { "after-period", { 900, 900 }, "after" },
    { "before", { 900, -1 }, "after" },
};

static void
test_check (gconstpointer data)
{
    const CheckCase *c = data;
    g_autoptr(GError) error = NULL;

    g_assert_true (tally_schedule_check (&c->schedule, &error) == (c->field == NULL));
    if (c->field == NULL)
        return;
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, c->field));
}

int
main (int argc, char **argv)
{
    static const char *const zones[] = { "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                                         "Asia/Shanghai", "America/Santiago", "UTC" };

    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (days); i++) {
        g_autofree char *path = g_strdup_printf ("/collect/schedule/day/%s/%s", days[i].zone,
                                                 days[i].day);

        g_test_add_data_func (path, &days[i], test_day);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (zones); i++) {
        g_autofree char *path = g_strconcat ("/collect/schedule/daily/", zones[i], NULL);

        g_test_add_data_func (path, zones[i], test_daily);
    }
    for (size_t i = 0; i < G_N_ELEMENTS (checks); i++) {
        g_autofree char *path = g_strconcat ("/collect/schedule/check/", checks[i].name, NULL);

        g_test_add_data_func (path, &checks[i], test_check);
    }
    return g_test_run ();
}
