// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: what a person types is read exactly or refused, and a day is named as it was: times in
 * its own zone, also when the clock changes, and each interval by how it came about. */
#include "client-gtk/models/tally-amount.h"
#include "client-gtk/widgets/tally-curve.h"

#include <locale.h>

typedef struct {
    const char *text;
    int decimals;
    gboolean is_good;
    int64_t value;
} AmountCase;

/* In the C locale, which groups nothing. */
static const AmountCase amounts[] = {
    { "12.5", 3, TRUE, 12500 },
    { " 7 ", 3, TRUE, 7000 },
    { "0.001", 3, TRUE, 1 },
    { "0", 0, TRUE, 0 },
    { "9223372036854775807", 0, TRUE, INT64_MAX },
    { "9223372036854775808", 0, FALSE, 0 },
    { "0.0001", 3, FALSE, 0 },
    { "1,5", 3, FALSE, 0 },
    { "1.2.3", 3, FALSE, 0 },
    { "5.", 3, FALSE, 0 },
    { ".5", 3, FALSE, 0 },
    { "-1", 3, FALSE, 0 },
    { "1e3", 3, FALSE, 0 },
    { "", 3, FALSE, 0 },
    { "kWh", 3, FALSE, 0 },
};

static void
test_amounts (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (amounts); i++) {
        int64_t value = 0;
        gboolean is_good = tally_amount_parse (amounts[i].text, amounts[i].decimals, &value);

        g_assert_cmpint (is_good, ==, amounts[i].is_good);
        if (is_good)
            g_assert_cmpint (value, ==, amounts[i].value);
    }
}

static TallyCurve *
day_of (const char *zone, gint64 first_at, guint n, const int64_t *quality)
{
    g_autoptr(TallyWireIntervals) intervals = tally_wire_intervals_new ();
    g_autoptr(TallyWireIntervalDay) day = tally_wire_interval_day_new ();

    intervals->interval_s = 900;
    intervals->time_zone = g_strdup (zone);
    day->first_at = first_at;
    g_clear_pointer (&day->values, g_array_unref);
    g_clear_pointer (&day->quality, g_array_unref);
    day->values = g_array_new (FALSE, FALSE, sizeof (int64_t));
    day->quality = g_array_new (FALSE, FALSE, sizeof (int64_t));
    for (guint i = 0; i < n; i++) {
        int64_t value = 10 + i;
        int64_t marked = quality != NULL ? quality[i] : 0;

        g_array_append_val (day->values, value);
        g_array_append_val (day->quality, marked);
    }
    return tally_curve_new (intervals, day);
}

/* 2026-03-29 in Berlin has 92 quarters: 02:00 does not exist. */
static void
test_times_follow_the_clock (void)
{
    g_autoptr(TallyCurve) curve = day_of ("Europe/Berlin", 1774738800, 92, NULL);
    g_autofree char *before = tally_curve_time (curve, 7);
    g_autofree char *after = tally_curve_time (curve, 8);

    g_assert_cmpstr (before, ==, "01:45");
    g_assert_cmpstr (after, ==, "03:00");
    g_assert_cmpint (tally_curve_find (curve, "03:00"), ==, 8);
    g_assert_cmpint (tally_curve_find (curve, "3.15"), ==, 9);
    g_assert_cmpint (tally_curve_find (curve, "02:15"), ==, -1);
    g_assert_cmpint (tally_curve_find (curve, "03:07"), ==, -1);
    g_assert_cmpint (tally_curve_find (curve, ""), ==, -1);
}

static void
test_unknown_zone_is_utc (void)
{
    g_autoptr(TallyCurve) curve = day_of ("Nowhere/Else", 0, 4, NULL);
    g_autofree char *first = tally_curve_time (curve, 0);

    g_assert_cmpstr (first, ==, "00:00");
}

static void
test_looks_and_the_worst_stretch (void)
{
    const int64_t quality[] = { 0, 4, 0, 1, 6, 7, 255, 0, 0, 3, 8 };
    g_autoptr(TallyCurve) curve = day_of ("UTC", 0, G_N_ELEMENTS (quality), quality);
    guint first;
    guint end;

    g_assert_cmpint (tally_curve_look (curve, 0), ==, TALLY_CURVE_MEASURED);
    g_assert_cmpint (tally_curve_look (curve, 3), ==, TALLY_CURVE_ESTIMATED);
    g_assert_cmpint (tally_curve_look (curve, 4), ==, TALLY_CURVE_EDITED);
    g_assert_cmpint (tally_curve_look (curve, 5), ==, TALLY_CURVE_PROVISIONAL);
    g_assert_cmpint (tally_curve_look (curve, 6), ==, TALLY_CURVE_MISSING);
    g_assert_cmpint (tally_curve_look (curve, 10), ==, TALLY_CURVE_PROVISIONAL);
    g_assert_cmpstr (tally_curve_quality_word (7), ==, "Measured, being checked");
    g_assert_cmpstr (tally_curve_quality_word (8), ==, "Provisional");
    g_assert_cmpstr (tally_curve_quality_word (9), ==, "Missing");
    g_assert_true (tally_curve_worst (curve, &first, &end));
    g_assert_cmpuint (first, ==, 3);
    g_assert_cmpuint (end, ==, 7);
}

static void
test_all_measured_has_no_worst (void)
{
    g_autoptr(TallyCurve) curve = day_of ("UTC", 0, 96, NULL);
    guint first;
    guint end;

    g_assert_false (tally_curve_worst (curve, &first, &end));
    g_assert_cmpint (tally_curve_highest (curve, NULL), ==, 10 + 95);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    setlocale (LC_ALL, "C");
    g_test_add_func ("/curve/amounts", test_amounts);
    g_test_add_func ("/curve/times-follow-the-clock", test_times_follow_the_clock);
    g_test_add_func ("/curve/unknown-zone-is-utc", test_unknown_zone_is_utc);
    g_test_add_func ("/curve/looks-and-the-worst-stretch", test_looks_and_the_worst_stretch);
    g_test_add_func ("/curve/all-measured-has-no-worst", test_all_measured_has_no_worst);
    return g_test_run ();
}
