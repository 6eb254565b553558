// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the sample's meters tell one story: what flows in is used, sold back or lost, history and
 * registers agree, and every process sees the same. */
#include "tests/sim/sample/tally-sample.h"

#include "shared/error/tally-error.h"

#include <glib/gstdio.h>

/* 2026-11-10 00:00 in Shanghai, a day in the open month of the test's utility. */
#define MIDNIGHT 1794240000
#define INTERVAL_S 900
#define INTERVALS 96

static TallySample *sample;

static const TallySampleMeter *
find_meter (const char *code, gboolean is_check)
{
    size_t n;
    const TallySampleMeter *meters = tally_sample_get_meters (sample, &n);

    for (size_t i = 0; i < n; i++) {
        if (g_str_equal (meters[i].point_code, code) && meters[i].is_check == is_check
            && meters[i].removed_at > MIDNIGHT)
            return &meters[i];
    }
    g_assert_not_reached ();
}

static int64_t
day_wh (const TallySampleMeter *meter, int channel)
{
    int64_t sum = 0;

    for (int i = 0; i < INTERVALS; i++)
        sum += tally_sample_interval (sample, meter, channel, MIDNIGHT + i * INTERVAL_S);
    return sum * tally_sample_ratio (sample, meter);
}

static void
test_intervals_are_register_differences (void)
{
    size_t n;
    const TallySampleMeter *meters = tally_sample_get_meters (sample, &n);

    g_assert_cmpuint (n, >, 290);
    for (size_t i = 0; i < n; i++) {
        int64_t at = MIDNIGHT + (int64_t) (i % INTERVALS) * INTERVAL_S;

        if (meters[i].removed_at <= at)
            continue;
        g_assert_cmpint (tally_sample_register (sample, &meters[i], 1, at)
                             + tally_sample_interval (sample, &meters[i], 1, at),
                         ==, tally_sample_register (sample, &meters[i], 1, at + INTERVAL_S));
    }
}

/* What enters an area is what its customers take, less what they feed in, plus
 * the losses of its wires and transformer; an honest area loses little. */
static void
test_area_loses_a_little (void)
{
    int64_t in = day_wh (find_meter ("B-D2-A1", FALSE), 1);
    int64_t sold = 0;

    for (int house = 1; house <= 20; house++) {
        g_autofree char *code = g_strdup_printf ("C-D2-%04d", house);

        sold += day_wh (find_meter (code, FALSE), 1);
    }
    g_assert_cmpint (sold, <, in);
    g_assert_cmpint ((in - sold) * 100, <, in * 12);
}

static void
test_thief_shows_as_loss (void)
{
    int64_t in = day_wh (find_meter ("B-D3-A2", FALSE), 1);
    int64_t sold = 0;

    for (int house = 21; house <= 40; house++) {
        g_autofree char *code = g_strdup_printf ("C-D3-%04d", house);

        sold += day_wh (find_meter (code, FALSE), 1);
    }
    g_assert_cmpint ((in - sold) * 100, >, in * 8);
}

static void
test_solar_feeds_in_by_day_only (void)
{
    const TallySampleMeter *solar = find_meter ("C-D1-0004", FALSE);

    g_assert_cmpint (day_wh (solar, 2), >, 0);
    for (int i = 0; i < 16; i++)
        g_assert_cmpint (tally_sample_interval (sample, solar, 2, MIDNIGHT + i * INTERVAL_S), ==,
                         0);
}

static void
test_main_and_check_agree (void)
{
    int64_t main_wh = day_wh (find_meter ("X-D3", FALSE), 1);
    int64_t check_wh = day_wh (find_meter ("X-D3", TRUE), 1);

    g_assert_cmpint (main_wh, !=, check_wh);
    g_assert_cmpint (ABS (main_wh - check_wh) * 1000, <, main_wh * 7);
}

static void
test_every_process_sees_the_same (void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallySample) later = tally_sample_new (g_getenv ("TALLY_SAMPLE_UTILITY"),
                                                      MIDNIGHT + 40 * 86400, &error);
    size_t n;
    const TallySampleMeter *meters = tally_sample_get_meters (sample, &n);
    const TallySampleMeter *others;

    g_assert_no_error (error);
    others = tally_sample_get_meters (later, &n);
    for (size_t i = 0; i < n; i++)
        g_assert_cmpint (tally_sample_register (sample, &meters[i], 1, MIDNIGHT + 12345), ==,
                         tally_sample_register (later, &others[i], 1, MIDNIGHT + 12345));
}

static void
test_refuses_what_it_cannot_follow (void)
{
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tally-sample-bad.json", NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true (g_file_set_contents (path, "{\"since\":\"2026-07-01\"}", -1, NULL));
    g_assert_null (tally_sample_new (path, MIDNIGHT, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_unlink (path);
}

int
main (int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status;

    g_test_init (&argc, &argv, NULL);
    sample = tally_sample_new (g_getenv ("TALLY_SAMPLE_UTILITY"), MIDNIGHT + 2 * 86400, &error);
    g_assert_no_error (error);

    g_test_add_func ("/sample/intervals-are-register-differences",
                     test_intervals_are_register_differences);
    g_test_add_func ("/sample/area-loses-a-little", test_area_loses_a_little);
    g_test_add_func ("/sample/thief-shows-as-loss", test_thief_shows_as_loss);
    g_test_add_func ("/sample/solar-feeds-in-by-day-only", test_solar_feeds_in_by_day_only);
    g_test_add_func ("/sample/main-and-check-agree", test_main_and_check_agree);
    g_test_add_func ("/sample/every-process-sees-the-same", test_every_process_sees_the_same);
    g_test_add_func ("/sample/refuses-what-it-cannot-follow", test_refuses_what_it_cannot_follow);

    status = g_test_run ();
    tally_sample_free (sample);
    return status;
}
