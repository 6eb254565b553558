// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the changes of a clock are told as ESPI's DstRuleType has them (NAESB REQ.21): month in
 * bits 28 to 31, in 25 to 27 2 for the first to 6 for the fifth weekday of the month and 7 for the
 * last, 7 for Sunday in 17 to 19, hour in 12 to 16 and second of the hour below; a zone or a year
 * without two changes, or whose next year has no two, has no rule. */
#include "server/publish/files/tally-dst-rule-calc.h"

#define NONE TALLY_DST_RULE_NONE

typedef struct {
    const char *name;
    const char *zone;
    int year;
    TallyDstRules rules;
} Case;

static const Case cases[] = {
    /* second Sunday of March at 2:00, first Sunday of November at 2:00 */
    { "north", "America/New_York", 2026, { -18000, 3600, 0x360E2000, 0xB40E2000 } },
    /* last Sunday of March at 1:00 and of October at 2:00 */
    { "last", "Europe/London", 2025, { 0, 3600, 0x3E0E1000, 0xAE0E2000 } },
    /* Summer lies over the new year: it ends on 7 April at 3:00, begins on 6 October at 2:00, each
     * the first Sunday of its month. */
    { "south", "Australia/Sydney", 2024, { 36000, 3600, 0xA40E2000, 0x440E3000 } },
    /* 26 March 2023 is both the fourth Sunday and the last; 24 March 2024 is the fourth of five. It
     * begins on 1 October at midnight. */
    { "fourth-not-last", "America/Asuncion", 2023, { -14400, 3600, 0xA40E0000, 0x3A0E0000 } },
    /* one minute after midnight of the second Sunday of March and the first of November */
    { "minute", "America/St_Johns", 2009, { -12600, 3600, 0x360E003C, 0xB40E003C } },
    { "no-summer", "Asia/Shanghai", 2026, { 28800, 0, NONE, NONE } },
    /* Four changes: summer time rested for the month of fasting. */
    { "interrupted", "Africa/Cairo", 2014, { 7200, 0, NONE, NONE } },
    /* One change: from 4 to 3 hours in October. */
    { "once", "Europe/Moscow", 2014, { 14400, 0, NONE, NONE } },
    /* Two changes, but the last ones: 2011 has summer time begin and not end. */
    { "last-year-of-it", "Europe/Moscow", 2010, { 10800, 0, NONE, NONE } },
};

static void
test_rules (gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GError) error = NULL;
    const TallyZone *zone = tally_zone_get (c->zone, &error);
    TallyDstRules rules;

    g_assert_no_error (error);
    rules = tally_dst_rules_of (zone, c->year);
    g_assert_cmpint (rules.standard_s, ==, c->rules.standard_s);
    g_assert_cmpint (rules.saving_s, ==, c->rules.saving_s);
    g_assert_cmphex (rules.start, ==, c->rules.start);
    g_assert_cmphex (rules.end, ==, c->rules.end);
}

/* The day that a rule names in @year. */
static TallyDay
day_of_rule (uint32_t rule, int year)
{
    TallyDay month = tally_day_new (year, (int) (rule >> 28), 1);
    int operation = (int) (rule >> 25 & 7);
    int weekday = (int) (rule >> 17 & 7) - 1;
    int days = tally_day_days_in_month (month);
    int first = (weekday - (int) tally_day_weekday (month) + 7) % 7;
    int day = operation == 7 ? first + (days - 1 - first) / 7 * 7 : first + 7 * (operation - 2);

    g_assert_cmpint (operation, >=, 2);
    g_assert_cmpint (day, <, days);
    return (TallyDay){ month.number + day };
}

static void
check_change (const TallyZone *zone, uint32_t rule, int year, int32_t before_s, int32_t after_s)
{
    int64_t second = (int64_t) (rule >> 12 & 31) * 3600 + (rule & 4095);
    int64_t instant = day_of_rule (rule, year).number * INT64_C (86400) + second - before_s;

    g_assert_cmpint (tally_zone_offset (zone, instant - 1), ==, before_s);
    g_assert_cmpint (tally_zone_offset (zone, instant), ==, after_s);
}

/* Property: the instant that a rule names is the one at which the clock changed that year. */
static void
test_names_the_change (void)
{
    static const char *const zones[] = { "Europe/Berlin",       "America/New_York",
                                         "Australia/Lord_Howe", "America/Asuncion",
                                         "America/Santiago",    "Asia/Beirut" };
    int n = 0;

    for (size_t i = 0; i < G_N_ELEMENTS (zones); i++) {
        const TallyZone *zone = tally_zone_get (zones[i], NULL);

        for (int year = 2000; year < 2020; year++) {
            TallyDstRules rules = tally_dst_rules_of (zone, year);
            int32_t summer_s = rules.standard_s + rules.saving_s;

            if (rules.saving_s == 0)
                continue;
            check_change (zone, rules.start, year, rules.standard_s, summer_s);
            check_change (zone, rules.end, year, summer_s, rules.standard_s);
            n++;
        }
    }
    g_assert_cmpint (n, >=, 100);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat ("/dst-rule/", cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], test_rules);
    }
    g_test_add_func ("/dst-rule/names-the-change", test_names_the_change);
    return g_test_run ();
}
