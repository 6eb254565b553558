// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a stamp of another system's file is a time of its pattern or refused, and what a clock
 * shows becomes the one instant that is meant, in the hours that clocks skip and show twice too. */
#include "server/collect/files/tally-stamp-calc.h"

#include <string.h>

#define ISO "YYYY-MM-DD hh:mm"

/* A pattern tells a day and a minute, each part once; all else stands for itself. */
static const struct {
    const char *pattern;
    gboolean is_good;
} patterns[] = {
    { "unix", TRUE },
    { ISO, TRUE },
    { "DD.MM.YY hh:mm:ss AM ZZ", TRUE },
    { "YYYYMMDDhhmm", TRUE },
    { "YYYY--MM--DD  hh::mm", TRUE },
    { "YYYY-MM-DD hh:mm____________________________", FALSE }, /* 44 bytes of 40 */
    { "YYYY-MM-DD hh:mm________________________", TRUE },
    { "MM-DD hh:mm", FALSE },
    { "YYYY-YY-MM-DD hh:mm", FALSE },
    { "YYYY-DD hh:mm", FALSE },
    { "YYYY-MM hh:mm", FALSE },
    { "YYYY-MM-DD mm", FALSE },
    { "YYYY-MM-DD hh", FALSE },
    { ISO ":mm", FALSE },
    { ISO " AM AM", FALSE },
    { "", FALSE },
};

static void
test_patterns (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (patterns); i++) {
        g_test_message ("%s", patterns[i].pattern);
        g_assert_true (tally_stamp_pattern_is_good (patterns[i].pattern) == patterns[i].is_good);
    }
}

/* 2026-01-02 is day 20455: 56 years of 365 days, 14 leap days, and one. */
#define DAY (INT64_C (20455) * 86400)
#define NONE (-1)

static const struct {
    const char *pattern;
    const char *text;
    int64_t local;
    int32_t offset_s;
} stamps[] = {
    { ISO, "2026-01-02 03:04", DAY + 11040, 0 },
    { ISO, "2026-1-2 3:04", DAY + 11040, 0 },
    { ISO, "2026-01-02 3:4", NONE, 0 },
    { ISO, "2026-01-02 03:04:05", NONE, 0 },
    { ISO, "2026-01-02 03", NONE, 0 },
    { ISO, "2026/01-02 03:04", NONE, 0 },
    { ISO, "2026-01-02 24:00", DAY + 86400, 0 },
    { ISO, "2026-01-02 24:01", NONE, 0 },
    { ISO ":ss", "2026-01-02 24:00:01", NONE, 0 },
    { ISO ":ss", "2026-01-02 24:00:00", DAY + 86400, 0 },
    { ISO ":ss", "2026-01-02 23:59:59", DAY + 86399, 0 },
    { ISO, "2026-01-02 25:00", NONE, 0 },
    { ISO, "2026-01-02 03:60", NONE, 0 },
    { ISO, "2026-00-02 03:04", NONE, 0 },
    { ISO, "2026-13-02 03:04", NONE, 0 },
    { ISO, "2026-01-00 03:04", NONE, 0 },
    { ISO, "2026-04-31 03:04", NONE, 0 },
    { ISO, "1899-01-02 03:04", NONE, 0 },
    { ISO, "26-01-02 03:04", NONE, 0 },
    { ISO, "", NONE, 0 },
    { "YYMMDDhhmm", "2601020304", DAY + 11040, 0 },
    { "YYMMDDhhmm", "260102304", NONE, 0 },
    /* 12 AM is midnight and 12 PM is noon. */
    { ISO " AM", "2026-01-02 12:00 AM", DAY, 0 },
    { ISO " AM", "2026-01-02 12:00 pm", DAY + 43200, 0 },
    { ISO " AM", "2026-01-02 1:00 Pm", DAY + 46800, 0 },
    { ISO " AM", "2026-01-02 0:30 AM", NONE, 0 },
    { ISO " AM", "2026-01-02 13:00 PM", NONE, 0 },
    { ISO " AM", "2026-01-02 1:00 P", NONE, 0 },
    { ISO " AM", "2026-01-02 1:00 XM", NONE, 0 },
    { ISO " AM", "2026-01-02 1:00 AX", NONE, 0 },
    /* ISO 8601: Z, or how far ahead of UTC, 14 hours at most. */
    { ISO "ZZ", "2026-01-02 03:04Z", DAY + 11040, 0 },
    { ISO "ZZ", "2026-01-02 03:04z", DAY + 11040, 0 },
    { ISO "ZZ", "2026-01-02 03:04+08:00", DAY + 11040, 28800 },
    { ISO "ZZ", "2026-01-02 03:04-0330", DAY + 11040, -12600 },
    { ISO "ZZ", "2026-01-02 03:04+14:00", DAY + 11040, 50400 },
    { ISO "ZZ", "2026-01-02 03:04+15:00", NONE, 0 },
    { ISO "ZZ", "2026-01-02 03:04+08", NONE, 0 },
    { ISO "ZZ", "2026-01-02 03:04 08:00", NONE, 0 },
    { ISO "ZZ", "2026-01-02 03:04+x8:00", NONE, 0 },
    { ISO "ZZ", "2026-01-02 03:04+08:x0", NONE, 0 },
    { ISO "ZZ", "2026-01-02 03:04+08:0", NONE, 0 },
    { ISO "ZZ", "2026-01-02 03:04+0860", NONE, 0 },
    { ISO "ZZ", "2026-01-02 03:04", NONE, 0 },
    { "unix", "0", 0, 0 },
    { "unix", "7258118400", INT64_C (7258118400), 0 }, /* 2200-01-01 */
    { "unix", "7258118401", NONE, 0 },
    { "unix", "12.5", NONE, 0 },
};

static void
test_stamps (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (stamps); i++) {
        const char *pattern = stamps[i].pattern;
        TallyStamp stamp;
        gboolean is_good = tally_stamp_parse (
            pattern, (TallyText){ stamps[i].text, strlen (stamps[i].text) }, &stamp);

        g_test_message ("%s", stamps[i].text);
        g_assert_true (is_good == (stamps[i].local != NONE));
        if (!is_good)
            continue;
        g_assert_cmpint (stamp.local, ==, stamps[i].local);
        g_assert_cmpint (stamp.offset_s, ==, stamps[i].offset_s);
        g_assert_true (stamp.has_offset == (strstr (pattern, "ZZ") || strstr (pattern, "unix")));
    }
}

/* A text ends where it ends, though more may stand behind it in memory. */
static void
test_ends (void)
{
    static const char text[] = "2026-01-02 03:04+08:00";
    TallyStamp stamp;

    for (size_t n = 0; n < sizeof text - 1; n++)
        g_assert_false (tally_stamp_parse (ISO "ZZ", (TallyText){ text, n }, &stamp));
    g_assert_true (tally_stamp_parse (ISO "ZZ", (TallyText){ text, sizeof text - 1 }, &stamp));
}

#define BEFORE G_MININT64
#define HOUR 3600

/* In Berlin the clock of 29 March 2026, day 20541, goes from 2:00 to 3:00; that of 25 October, day
 * 20751, from 3:00 to 2:00, both at 1:00 UTC. */
#define SPRING (INT64_C (20541) * 86400)
#define AUTUMN (INT64_C (20751) * 86400)

static const struct {
    int64_t local;
    int64_t after;
    int64_t instant;
} instants[] = {
    { SPRING, BEFORE, SPRING - HOUR },
    { SPRING + 2 * HOUR - 60, BEFORE, SPRING + HOUR - 60 },
    { SPRING + 2 * HOUR, BEFORE, NONE },
    { SPRING + 3 * HOUR - 60, BEFORE, NONE },
    { SPRING + 3 * HOUR, BEFORE, SPRING + HOUR },
    { SPRING + 12 * HOUR, BEFORE, SPRING + 10 * HOUR },
    { AUTUMN, BEFORE, AUTUMN - 2 * HOUR },
    { AUTUMN + 2 * HOUR - 60, BEFORE, AUTUMN - 60 },
    /* 2:00 is midnight UTC, and once more an hour later. */
    { AUTUMN + 2 * HOUR, BEFORE, AUTUMN },
    { AUTUMN + 2 * HOUR, AUTUMN - 1, AUTUMN },
    { AUTUMN + 2 * HOUR, AUTUMN, AUTUMN + HOUR },
    { AUTUMN + 3 * HOUR - 60, AUTUMN, AUTUMN + HOUR - 60 },
    { AUTUMN + 3 * HOUR - 60, AUTUMN + HOUR, AUTUMN + 2 * HOUR - 60 },
    { AUTUMN + 3 * HOUR, BEFORE, AUTUMN + 2 * HOUR },
    { AUTUMN + 12 * HOUR, BEFORE, AUTUMN + 11 * HOUR },
};

static void
test_instants (void)
{
    const TallyZone *zone = tally_zone_get ("Europe/Berlin", NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (instants); i++) {
        int64_t instant = 0;
        gboolean is_shown = tally_stamp_instant (zone, instants[i].local, instants[i].after,
                                                 &instant);

        g_test_message ("%zu", i);
        g_assert_true (is_shown == (instants[i].instant != NONE));
        if (is_shown)
            g_assert_cmpint (instant, ==, instants[i].instant);
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/stamp/patterns", test_patterns);
    g_test_add_func ("/stamp/stamps", test_stamps);
    g_test_add_func ("/stamp/ends", test_ends);
    g_test_add_func ("/stamp/instants", test_instants);
    return g_test_run ();
}
