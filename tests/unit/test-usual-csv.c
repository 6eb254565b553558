// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: temperatures and profiles that people bring are read exactly, or refused with line and
 * field; a profile without one of its classes of days is none. */
#include "server/validate/tally-usual-csv-calc.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define T "day,mean_c\n"
#define P                                                                                     \
    "point_kind,day_class,valid_from,h00,h01,h02,h03,h04,h05,h06,h07,h08,h09,h10,h11,h12,h13" \
    ",h14,h15,h16,h17,h18,h19,h20,h21,h22,h23\n"
#define HOURS "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,1000000"
#define ROW(kind, day_class, from) kind "," day_class "," from "," HOURS "\n"
#define WHOLE(kind, from) \
    ROW (kind, "workday", from) ROW (kind, "saturday", from) ROW (kind, "sunday", from)

static void
test_temperatures (void)
{
    static const int32_t expected[] = { -900, -5, 0, 150, 600 };
    /* With the mark of its bytes, the ends of lines of other systems and spaces around. */
    g_autoptr(GArray) rows = tally_temperature_csv_parse (
        "\xef\xbb\xbf" T "2026-02-28,-90\r\n2026-03-01, -0.5 \n2026-03-02,0\n2026-03-04,15.0\n"
        "2027-01-01,60\n",
        -1, NULL);

    g_assert_nonnull (rows);
    g_assert_cmpuint (rows->len, ==, G_N_ELEMENTS (expected));
    for (guint i = 0; i < rows->len; i++)
        g_assert_cmpint (g_array_index (rows, TallyDayTemperature, i).mean_dc, ==, expected[i]);
    g_assert_cmpint (g_array_index (rows, TallyDayTemperature, 0).day.number, ==, 20512);
    g_assert_cmpint (g_array_index (rows, TallyDayTemperature, 3).day.number, ==, 20516);
}

static void
test_classes (void)
{
    static const struct {
        int32_t mean_dc;
        TallyTemperatureClass expected;
    } cases[] = {
        { -900, TALLY_TEMPERATURE_HEATING }, { 149, TALLY_TEMPERATURE_HEATING },
        { 150, TALLY_TEMPERATURE_MILD },     { 220, TALLY_TEMPERATURE_MILD },
        { 221, TALLY_TEMPERATURE_COOLING },
    };

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
        g_assert_cmpint (tally_temperature_class (cases[i].mean_dc, 150, 220), ==,
                         cases[i].expected);
    /* Heated below it and cooled above it: nothing is mild but that very mean. */
    g_assert_cmpint (tally_temperature_class (180, 180, 180), ==, TALLY_TEMPERATURE_MILD);
    g_assert_cmpint (tally_temperature_class (181, 180, 180), ==, TALLY_TEMPERATURE_COOLING);
}

static void
test_profiles (void)
{
    g_autoptr(GArray) rows = tally_profile_csv_parse (P WHOLE ("large", "2026-01-01")
                                                           WHOLE ("large", "2027-01-01")
                                                               WHOLE ("community", "2026-01-01"),
                                                       -1, NULL);
    const TallyUsualProfile *row;

    g_assert_nonnull (rows);
    g_assert_cmpuint (rows->len, ==, 9);
    row = &g_array_index (rows, TallyUsualProfile, 5);
    g_assert_cmpstr (row->point_kind, ==, "large");
    g_assert_cmpint (row->day_class, ==, TALLY_CLASS_SUNDAY);
    g_assert_cmpstr (tally_day_class_name (row->day_class), ==, "sunday");
    g_assert_cmpint (row->valid_from.number, ==, 20819);
    for (int hour = 0; hour < TALLY_PROFILE_HOURS - 1; hour++)
        g_assert_cmpint (row->hours_ppm[hour], ==, hour);
    g_assert_cmpint (row->hours_ppm[23], ==, 1000000);
}

typedef struct {
    const char *name;
    gboolean is_profile;
    const char *text;
    const char *message;
} Refused;

static const Refused refused[] = {
    { "empty", FALSE, "", "line 1: header: is not: “day,mean_c”" },
    { "other-header", FALSE, "day,max_c\n", "line 1: header: is not: “day,mean_c”" },
    { "not-utf-8", FALSE, "\xff\xfe", "line 1: header: the file is not UTF-8 text" },
    { "no-rows", FALSE, T, "line 2: line: there is none" },
    { "no-end-of-header", FALSE, "day,mean_c", "line 2: line: there is none" },
    { "too-few", FALSE, T "2026-01-01\n",
      "line 2: line: not as many fields as the header names: “2026-01-01”" },
    { "too-many", FALSE, T "2026-01-01,1,2\n",
      "line 2: line: not as many fields as the header names: “2026-01-01,1,2”" },
    { "gap-in-file", FALSE, T "2026-01-01,1\n\n2026-01-02,1\n",
      "line 3: line: not as many fields as the header names: “”" },
    { "no-day", FALSE, T "2026-02-29,1\n", "line 2: day: not a day: “2026-02-29”" },
    { "twice", FALSE, T "2026-01-01,1\n2026-01-01,1\n",
      "line 3: day: not after the day above: “2026-01-01”" },
    { "no-number", FALSE, T "2026-01-01,mild\n",
      "line 2: mean_c: not from -90 to 60 with at most one decimal: “mild”" },
    { "fine", FALSE, T "2026-01-01,1.25\n",
      "line 2: mean_c: not from -90 to 60 with at most one decimal: “1.25”" },
    { "cold", FALSE, T "2026-01-01,-90.1\n",
      "line 2: mean_c: not from -90 to 60 with at most one decimal: “-90.1”" },
    { "kelvin", FALSE, T "2026-01-01,288\n",
      "line 2: mean_c: not from -90 to 60 with at most one decimal: “288”" },
    { "huge", FALSE, T "2026-01-01,9223372036854775807\n",
      "line 2: mean_c: not from -90 to 60 with at most one decimal: “9223372036854775807”" },
    { "kind", TRUE, P ROW ("house", "workday", "2026-01-01"),
      "line 2: point_kind: not known: “house”" },
    { "class", TRUE, P ROW ("large", "holiday", "2026-01-01"),
      "line 2: day_class: neither workday nor saturday nor sunday: “holiday”" },
    { "from", TRUE, P ROW ("large", "workday", "soon"), "line 2: valid_from: not a day: “soon”" },
    { "negative", TRUE,
      P "large,workday,2026-01-01,-1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n",
      "line 2: h00: not a whole number from 0 to 1000000: “-1”" },
    { "over-capacity", TRUE,
      P "large,workday,2026-01-01,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1000001\n",
      "line 2: h23: not a whole number from 0 to 1000000: “1000001”" },
    { "class-twice", TRUE,
      P ROW ("large", "workday", "2026-01-01") ROW ("large", "workday", "2026-01-01"),
      "line 3: day_class: there already: “workday”" },
    { "class-missing", TRUE,
      P WHOLE ("large", "2026-01-01") ROW ("community", "workday", "2026-01-01")
          ROW ("community", "sunday", "2026-01-01"),
      "line 5: day_class: not all three classes of days of this profile: “community”" },
};

static void
test_refused (gconstpointer data)
{
    const Refused *c = data;
    g_autoptr(GError) error = NULL;

    g_assert_null (c->is_profile ? tally_profile_csv_parse (c->text, -1, &error)
                                 : tally_temperature_csv_parse (c->text, -1, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, c->message);
}

/* A length is a length: what lies behind is not read, and of nothing nothing is. */
static void
test_length (void)
{
    static const char text[] = T "2026-01-01,1\nrubbish";
    g_autoptr(GArray) rows = tally_temperature_csv_parse (text, strlen (T "2026-01-01,1\n"), NULL);
    g_autoptr(GError) error = NULL;

    g_assert_nonnull (rows);
    g_assert_cmpuint (rows->len, ==, 1);
    g_assert_null (tally_profile_csv_parse (NULL, 0, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

static void
test_too_many_lines (void)
{
    g_autoptr(GString) text = g_string_new (T);
    g_autoptr(GArray) full = NULL;
    g_autoptr(GError) error = NULL;
    char day[TALLY_DAY_TEXT];

    for (int i = 1; i < TALLY_USUAL_MAX_LINES; i++)
        g_string_append_printf (text, "%s,1\n", tally_day_format ((TallyDay){ 3653 + i }, day));
    full = tally_temperature_csv_parse (text->str, (gssize) text->len, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (full->len, ==, TALLY_USUAL_MAX_LINES - 1);
    g_string_append_printf (text, "%s,1\n",
                            tally_day_format ((TallyDay){ 3653 + TALLY_USUAL_MAX_LINES }, day));
    g_assert_null (tally_temperature_csv_parse (text->str, (gssize) text->len, &error));
    g_assert_cmpstr (error->message, ==, "line 20001: line: too many lines");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/usual-csv/temperatures", test_temperatures);
    g_test_add_func ("/usual-csv/classes", test_classes);
    g_test_add_func ("/usual-csv/profiles", test_profiles);
    g_test_add_func ("/usual-csv/length", test_length);
    g_test_add_func ("/usual-csv/too-many-lines", test_too_many_lines);
    for (size_t i = 0; i < G_N_ELEMENTS (refused); i++) {
        g_autofree char *path = g_strconcat ("/usual-csv/refused/", refused[i].name, NULL);

        g_test_add_data_func (path, &refused[i], test_refused);
    }
    return g_test_run ();
}
