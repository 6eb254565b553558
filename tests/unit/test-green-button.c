// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a Green Button file holds what it was made from, and what is read of it makes the same
 * file again, to the byte. */
#include "server/collect/files/tally-file.h"
#include "server/publish/files/tally-dst-rule-calc.h"
#include "server/publish/files/tally-green-button.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define N 96
#define BASE "https://power.example/espi/1_1/resource"

/* Summer time of the United States is that of the published sample feeds. */
static const struct {
    const char *zone;
    int year;
    TallyDstRules rules;
} clocks[] = {
    { "America/New_York", 2013, { -18000, 3600, 0x360E2000, 0xB40E2000 } },
    /* last Sunday of March at 2:00 and of October at 3:00 */
    { "Europe/Berlin", 2026, { 3600, 3600, 0x3E0E2000, 0xAE0E3000 } },
    /* first Sunday of October at 2:00 and of April at 2:00, half an hour */
    { "Australia/Lord_Howe", 2026, { 37800, 1800, 0xA40E2000, 0x440E2000 } },
    { "Asia/Shanghai", 2026, { 28800, 0, 0xFFFFFFFF, 0xFFFFFFFF } },
    { "UTC", 2026, { 0, 0, 0xFFFFFFFF, 0xFFFFFFFF } },
};

static void
test_clocks (void)
{
    for (size_t i = 0; i < G_N_ELEMENTS (clocks); i++) {
        g_autoptr(GError) error = NULL;
        const TallyZone *zone = tally_zone_get (clocks[i].zone, &error);
        TallyDstRules rules;

        g_assert_no_error (error);
        rules = tally_dst_rules_of (zone, clocks[i].year);
        g_test_message ("%s", clocks[i].zone);
        g_assert_cmpint (rules.standard_s, ==, clocks[i].rules.standard_s);
        g_assert_cmpint (rules.saving_s, ==, clocks[i].rules.saving_s);
        g_assert_cmphex (rules.start, ==, clocks[i].rules.start);
        g_assert_cmphex (rules.end, ==, clocks[i].rules.end);
    }
}

/* Writes again what it is told. */
typedef struct {
    TallyGreenButton *feed;
    char *point;
    int16_t channel;
    int n_series;
} Echo;

static const TallyZone *
berlin (void)
{
    return tally_zone_get ("Europe/Berlin", NULL);
}

static void
begin (TallyGreenButton *feed, const char *point, int16_t channel, int32_t interval_s, int exponent)
{
    const TallyGreenButtonChannel about = { channel, interval_s, exponent, 0 };

    if (point != NULL) {
        const TallyGreenButtonPoint place = { point, "Mühle <&> Söhne", berlin (), 2026 };

        tally_green_button_begin_point (feed, &place);
    }
    tally_green_button_begin_channel (feed, &about);
}

static gboolean
on_series (const TallyFileSeries *series, gpointer user_data, GError **error)
{
    Echo *echo = user_data;
    const TallyGreenButtonDay day = { series->start, series->n, series->values, series->qualities,
                                      NULL };
    gboolean is_other_point = g_strcmp0 (echo->point, series->point) != 0;

    if (is_other_point || echo->channel != series->channel)
        begin (echo->feed, is_other_point ? series->point : NULL, series->channel,
               series->interval_s, -series->decimals);
    g_free (echo->point);
    echo->point = g_strdup (series->point);
    echo->channel = series->channel;
    echo->n_series++;
    return tally_green_button_add_day (echo->feed, &day, error);
}

static void
on_issue (TallyFileIssueKind kind,
          size_t line,
          const char *field,
          const char *message,
          gpointer user_data)
{
    g_error ("line %" G_GSIZE_FORMAT " %s: %s", line, field, message);
}

static char *
write_two_points (void)
{
    g_autoptr(GString) out = g_string_new (NULL);
    g_autoptr(TallyGreenButton)
                   feed = tally_green_button_new (out, BASE, "Use & more", 1767225600);
    int64_t values[N];
    uint8_t qualities[N];
    const TallyGreenButtonDay day = { 1767222000, N, values, qualities, NULL };
    const TallyGreenButtonDay next = { 1767222000 + 86400, N, values, qualities, NULL };

    for (int i = 0; i < N; i++) {
        values[i] = g_test_rand_int_range (-1000, 1000000);
        qualities[i] = i < 8 ? (uint8_t) i : TALLY_QUALITY_MEASURED; /* every kind of quality */
    }
    begin (feed, "DE-1", 1, 900, -3);
    g_assert_true (tally_green_button_add_day (feed, &day, NULL));
    g_assert_true (tally_green_button_add_day (feed, &next, NULL));
    begin (feed, NULL, 4, 900, 0);
    g_assert_true (tally_green_button_add_day (feed, &day, NULL));
    begin (feed, "A/B", 2, 900, 0);
    g_assert_true (tally_green_button_add_day (feed, &day, NULL));
    tally_green_button_end (feed);
    return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_same_bytes (void)
{
    g_autofree char *first = write_two_points ();
    g_autoptr(GString) out = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    Echo echo = { .feed = tally_green_button_new (out, BASE, "Use & more", 1767225600) };
    const TallyFileSink sink = { .series = on_series, .issue = on_issue, .user_data = &echo };

    g_assert_cmpint (tally_file_detect (first, strlen (first)), ==, TALLY_FILE_ESPI);
    tally_file_read (&(TallyFileHow){ TALLY_FILE_ESPI, FALSE, NULL }, first, strlen (first), &sink,
                     &error);
    g_assert_no_error (error);
    tally_green_button_end (echo.feed);
    g_assert_cmpint (echo.n_series, ==, 4);
    g_assert_cmpstr (out->str, ==, first);
    tally_green_button_free (echo.feed);
    g_free (echo.point);
}

/* A missing interval is left out; a day of nothing else is no block. */
static void
test_missing (void)
{
    g_autoptr(GString) out = g_string_new (NULL);
    g_autoptr(TallyGreenButton) feed = tally_green_button_new (out, BASE, "", 0);
    const int64_t values[] = { 11, 0, 13 };
    const int64_t costs[] = { 100, 0, -7 };
    const uint8_t some[] = { TALLY_QUALITY_MEASURED, TALLY_QUALITY_MISSING, TALLY_QUALITY_EDITED };
    const uint8_t none[] = { TALLY_QUALITY_MISSING, TALLY_QUALITY_MISSING, TALLY_QUALITY_MISSING };
    const TallyGreenButtonDay day = { 0, 3, values, some, costs };
    const TallyGreenButtonDay empty = { 86400, 3, values, none, costs };
    const TallyGreenButtonPoint point = { "P", "", berlin (), 2026 };
    const TallyGreenButtonChannel channel = { 1, 900, 0, tally_green_button_currency ("EUR") };

    tally_green_button_begin_point (feed, &point);
    tally_green_button_begin_channel (feed, &channel);
    g_assert_true (tally_green_button_add_day (feed, &day, NULL));
    g_string_truncate (out, 0);
    g_assert_true (tally_green_button_add_day (feed, &empty, NULL));
    g_assert_cmpstr (out->str, ==, "");
    g_assert_true (tally_green_button_add_day (feed, &day, NULL));
    g_assert_nonnull (strstr (out->str, "<cost>100</cost>\n<timePeriod>\n<duration>900</duration>\n"
                                        "<start>0</start>\n</timePeriod>\n<value>11</value>"));
    g_assert_null (strstr (out->str, "<start>900</start>"));
    g_assert_nonnull (strstr (out->str, "<cost>-7</cost>\n<ReadingQuality>\n<quality>7</quality>\n"
                                        "</ReadingQuality>\n<timePeriod>\n"
                                        "<duration>900</duration>\n<start>1800</start>"));
}

static void
test_too_large (void)
{
    g_autoptr(GString) out = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyGreenButton) feed = tally_green_button_new (out, BASE, "", 0);
    const int64_t values[] = { TALLY_GREEN_BUTTON_MAX + 1 };
    const uint8_t qualities[] = { TALLY_QUALITY_MEASURED };
    const TallyGreenButtonDay day = { 0, 1, values, qualities, NULL };

    begin (feed, "P", 1, 900, 0);
    g_string_truncate (out, 0);
    g_assert_false (tally_green_button_add_day (feed, &day, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_OVERFLOW);
    g_assert_cmpstr (out->str, ==, "");
}

static void
test_quality (void)
{
    g_assert_cmpint (tally_green_button_quality (TALLY_QUALITY_PROVISIONAL), ==, 8); /* estimated */
    g_assert_cmpint (tally_green_button_quality (TALLY_QUALITY_SUSPECT), ==, 10); /* questionable */
}

static void
test_currency (void)
{
    g_assert_cmpint (tally_green_button_currency ("CNY"), ==, 156);
    g_assert_cmpint (tally_green_button_currency ("USD"), ==, 840);
    g_assert_cmpint (tally_green_button_currency ("ZZZ"), ==, 0);
    g_assert_cmpint (tally_green_button_currency (NULL), ==, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/green-button/clocks", test_clocks);
    g_test_add_func ("/green-button/same-bytes", test_same_bytes);
    g_test_add_func ("/green-button/missing", test_missing);
    g_test_add_func ("/green-button/too-large", test_too_large);
    g_test_add_func ("/green-button/quality", test_quality);
    g_test_add_func ("/green-button/currency", test_currency);
    return g_test_run ();
}
