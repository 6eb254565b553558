// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a job is due once, at the right local time, whatever was missed. */
#include "server/work/tally-work-calc.h"

typedef struct {
    const char *name;
    const char *zone;
    const char *last; /* local-independent: ISO in UTC, or NULL */
    const char *now;
    int64_t every_s;
    const char *due; /* NULL: not due */
} DueCase;

static const DueCase due_cases[] = {
    { "never-run", "Asia/Shanghai", NULL, "2026-11-23T04:07:00Z", 900, "2026-11-23T04:00:00Z" },
    { "already-run", "Asia/Shanghai", "2026-11-23T04:00:00Z", "2026-11-23T04:07:00Z", 900, NULL },
    { "to-the-second", "Asia/Shanghai", "2026-11-23T04:00:00Z", "2026-11-23T04:15:00Z", 900,
      "2026-11-23T04:15:00Z" },
    { "one-second-early", "Asia/Shanghai", "2026-11-23T04:00:00Z", "2026-11-23T04:14:59Z", 900,
      NULL },
    { "three-days-away-is-one-catch-up", "Asia/Shanghai", "2026-11-20T04:00:00Z",
      "2026-11-23T04:07:00Z", 900, "2026-11-23T04:00:00Z" },
    { "daily-at-local-midnight", "Asia/Shanghai", "2026-11-21T16:00:00Z", "2026-11-22T16:00:01Z",
      86400, "2026-11-22T16:00:00Z" },
    /* Berlin sets its clocks back on this day: it has 25 hours. */
    { "daily-on-a-long-day", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T22:30:00Z", 86400,
      NULL },
    { "daily-after-a-long-day", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:01Z",
      86400, "2026-10-25T23:00:00Z" },
};

static int64_t
instant (const char *text)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601 (text, NULL);

    g_assert_nonnull (at);
    return g_date_time_to_unix (at);
}

static void
test_due (gconstpointer data)
{
    const DueCase *c = data;
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get (c->zone, &error);
    int64_t last = c->last != NULL ? instant (c->last) : TALLY_WORK_NOT_DUE;

    g_assert_no_error (error);
    g_assert_cmpint (tally_work_last_due (zone, c->every_s, last, instant (c->now)), ==,
                     c->due != NULL ? instant (c->due) : TALLY_WORK_NOT_DUE);
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

    for (size_t i = 0; i < G_N_ELEMENTS (due_cases); i++) {
        g_autofree char *path = g_strconcat ("/work/due/", due_cases[i].name, NULL);

        g_test_add_data_func (path, &due_cases[i], test_due);
    }
    g_test_add_func ("/work/wait/grows-and-ends", test_wait_grows_and_ends);

    return g_test_run ();
}
