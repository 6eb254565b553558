// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: figures of the system and the market are read exactly, or refused with line and field. */
#include "server/ref/tally-market-csv-calc.h"
#include "shared/error/tally-error.h"

static void
test_exact (void)
{
    /* With the mark of its bytes, the ends of lines of other systems and spaces around. */
    g_autoptr(GArray) rows = tally_market_csv_parse (
        "\xef\xbb\xbfstart,minutes,price\r\n2026-09-01T00:00+08:00,15,0.3\r\n"
        "2026-08-31T16:15Z, 60 ,-1.000001\r\n",
        -1, TRUE, NULL);
    const TallyMarketInterval *row;

    g_assert_nonnull (rows);
    g_assert_cmpuint (rows->len, ==, 2);
    row = &g_array_index (rows, TallyMarketInterval, 0);
    g_assert_cmpint (row->start, ==, 1788192000); /* 20696 days and 16 hours */
    g_assert_cmpint (row->seconds, ==, 900);
    g_assert_cmpint (row->micro, ==, 300000);
    row = &g_array_index (rows, TallyMarketInterval, 1);
    g_assert_cmpint (row->start, ==, 1788192900);
    g_assert_cmpint (row->seconds, ==, 3600);
    g_assert_cmpint (row->micro, ==, -1000001);
}

/* ISO 8601 in each of its forms, with seconds that are none; 2026-09-01 00:00 in Shanghai. */
static void
test_starts (void)
{
    static const char *const starts[] = { "2026-09-01T00:00+08:00", "2026-08-31T16:00Z",
                                          "2026-08-31T16:00:00Z", "20260901T000000+0800",
                                          "2026-08-31T16:00:00.000Z" };

    for (size_t i = 0; i < G_N_ELEMENTS (starts); i++) {
        g_autofree char *text = g_strdup_printf ("start,minutes\n%s,1440", starts[i]);
        g_autoptr(GError) error = NULL;
        g_autoptr(GArray) rows = tally_market_csv_parse (text, -1, FALSE, &error);

        g_assert_no_error (error);
        g_assert_cmpuint (rows->len, ==, 1);
        g_assert_cmpint (g_array_index (rows, TallyMarketInterval, 0).start, ==, 1788192000);
        g_assert_cmpint (g_array_index (rows, TallyMarketInterval, 0).seconds, ==, 86400);
    }
}

/* Only so many bytes are read; of none there may be nothing to point to. */
static void
test_length (void)
{
    static const char text[] = "start,minutes\n2026-09-01T00:00Z,15\nrubbish";
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) rows = tally_market_csv_parse (text, sizeof text - sizeof "rubbish", FALSE,
                                                      &error);

    g_assert_no_error (error);
    g_assert_cmpuint (rows->len, ==, 1);
    g_assert_null (tally_market_csv_parse (NULL, 0, FALSE, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
}

/* A year of minutes is read; one line more than the largest file has is refused. */
static void
test_longest (void)
{
    g_autoptr(GString) text = g_string_new ("start,minutes\n");
    g_autoptr(GArray) rows = NULL;
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < TALLY_MARKET_MAX_LINES - 1; i++)
        g_string_append_printf (text, "%d-%02d-%02dT%02d:00Z,1\n", 2000 + i / 8064,
                                i / 672 % 12 + 1, i / 24 % 28 + 1, i % 24);
    rows = tally_market_csv_parse (text->str, (gssize) text->len, FALSE, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (rows->len, ==, TALLY_MARKET_MAX_LINES - 1);
    g_string_append (text, "2199-01-01T00:00Z,1\n");
    g_assert_null (tally_market_csv_parse (text->str, (gssize) text->len, FALSE, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, "line 530001: line: too many lines");
}

typedef struct {
    const char *name;
    gboolean has_price;
    const char *text;
    const char *message;
} Refused;

#define PEAKS "start,minutes\n"
#define PRICES "start,minutes,price\n"

static const Refused refused[] = {
    { "empty", FALSE, "", "line 1: header: start,minutes: “”" },
    { "other-header", TRUE, PEAKS, "line 1: header: start,minutes,price: “start,minutes”" },
    { "not-utf-8", FALSE, "\xff\xfe", "line 1: header: the file is not UTF-8 text" },
    { "no-rows", FALSE, PEAKS, "line 2: start: there is no interval" },
    { "too-few", TRUE, PRICES "2026-09-01T00:00Z,15\n",
      "line 2: line: not as many fields as the header names: “2026-09-01T00:00Z,15”" },
    { "too-many", FALSE, PEAKS "2026-09-01T00:00Z,15,1\n",
      "line 2: line: not as many fields as the header names: “2026-09-01T00:00Z,15,1”" },
    { "gap-in-file", FALSE, PEAKS "2026-09-01T00:00Z,15\n\n2026-09-01T01:00Z,15\n",
      "line 3: line: not as many fields as the header names: “”" },
    { "no-offset", FALSE, PEAKS "2026-09-01T00:00,15\n",
      "line 2: start: not a time with its offset: “2026-09-01T00:00”" },
    { "seconds", FALSE, PEAKS "2026-09-01T00:00:01Z,15\n",
      "line 2: start: not on a minute: “2026-09-01T00:00:01Z”" },
    { "part-of-a-second", FALSE, PEAKS "2026-09-01T00:00:00.5Z,15\n",
      "line 2: start: not on a minute: “2026-09-01T00:00:00.5Z”" },
    { "over-a-day", FALSE, PEAKS "2026-09-01T00:00Z,1441\n",
      "line 2: minutes: not a number from 1 to 1440: “1441”" },
    { "no-minutes", FALSE, PEAKS "2026-09-01T00:00Z,0\n",
      "line 2: minutes: not a number from 1 to 1440: “0”" },
    { "overlap", FALSE, PEAKS "2026-09-01T00:00Z,15\n2026-09-01T00:14Z,15\n",
      "line 3: start: before the end of the interval above: “2026-09-01T00:14Z”" },
    { "no-number", TRUE, PRICES "2026-09-01T00:00Z,15,x1\n", "line 2: price: not a number: “x1”" },
    { "too-fine", TRUE, PRICES "2026-09-01T00:00Z,15,0.1234567\n",
      "line 2: price: more than 6 decimals: “0.1234567”" },
    { "too-large", TRUE, PRICES "2026-09-01T00:00Z,15,99999999999999\n",
      "line 2: price: out of range: “99999999999999”" },
};

static void
test_refused (gconstpointer data)
{
    const Refused *c = data;
    g_autoptr(GError) error = NULL;

    g_assert_null (tally_market_csv_parse (c->text, -1, c->has_price, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, c->message);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/market-csv/exact", test_exact);
    g_test_add_func ("/market-csv/starts", test_starts);
    g_test_add_func ("/market-csv/length", test_length);
    g_test_add_func ("/market-csv/longest", test_longest);
    for (size_t i = 0; i < G_N_ELEMENTS (refused); i++) {
        g_autofree char *path = g_strconcat ("/market-csv/refused/", refused[i].name, NULL);

        g_test_add_data_func (path, &refused[i], test_refused);
    }
    return g_test_run ();
}
