// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: our calendar of China for 2026 holds every day off and every worked
 * weekend day of the public list. */
#include "shared/tariff/tally-json.h"
#include "shared/tariff/tally-tariff.h"

#include <stdio.h>
#include <string.h>

/* Kept by a part of the people, or only in name: nobody's day off. */
static const char *const observances[] = { "International Women's Day", "Children's Day",
                                           "Army Day", "Youth Day" };

static char *
read_file (const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    char *text = NULL;

    g_file_get_contents (path, &text, NULL, NULL);
    return text;
}

static TallyDayType
type_on (const TallyCalendar *calendar, const char *day_text)
{
    g_autoptr(GError) error = NULL;
    TallyDay day;

    tally_day_parse (day_text, &day, &error);
    g_assert_no_error (error);
    return tally_calendar_day_type (calendar, day);
}

static gboolean
is_observance (const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS (observances); i++) {
        if (g_str_equal (observances[i], name))
            return TRUE;
    }
    return FALSE;
}

/* "Day off (substituted from 01/04/2026)" names the weekend day that is worked. */
static void
check_substitute (const TallyCalendar *calendar, const char *name)
{
    int month, day, year;
    g_autofree char *text = NULL;

    if (sscanf (name, "Day off (substituted from %d/%d/%d)", &month, &day, &year) != 3)
        return;
    text = g_strdup_printf ("%04d-%02d-%02d", year, month, day);
    g_assert_cmpint (type_on (calendar, text), ==, TALLY_DAY_MONDAY);
}

static void
test_china (void)
{
    g_autofree char *data = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", NULL);
    g_autofree char *ours = read_file (data, "calendars/CN.json");
    g_autofree char *theirs = read_file (g_getenv ("TALLY_CONFORMANCE"), "calendars/CN.json");
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyCalendar) calendar = NULL;
    g_autoptr(TallyJsonDocument) list = NULL;
    int n = 0;

    if (theirs == NULL) {
        g_test_skip ("the public calendars are not there");
        return;
    }
    calendar = tally_calendar_parse (ours, -1, &error);
    g_assert_no_error (error);
    list = tally_json_read (theirs, -1, &error);
    g_assert_no_error (error);
    for (TallyJson *day = tally_json_root (list)->first; day != NULL; day = day->next) {
        if (!g_str_has_prefix (day->key, "2026-") || is_observance (day->text))
            continue;
        g_test_message ("%s %s", day->key, day->text);
        g_assert_cmpint (type_on (calendar, day->key), ==, TALLY_DAY_HOLIDAY);
        check_substitute (calendar, day->text);
        n++;
    }
    g_assert_cmpint (n, >, 15);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/conformance/calendars/china", test_china);
    return g_test_run ();
}
