// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: the head of an archive is what its format says, byte by byte, and nothing else is one. */
#include "server/raw/tally-raw-archive-calc.h"
#include "shared/error/tally-error.h"

#include <string.h>

/* 201403 is 0x000312bb; 24 frames in 6 chains. */
static const uint8_t known[TALLY_RAW_ARCHIVE_HEAD_BYTES] = {
    0x89, 'G', 'T', 'R', 'A',  'W',  '\r', '\n', /* what it is */
    0,    0,   0,   1,   0x00, 0x03, 0x12, 0xbb, /* version and month */
    0,    0,   0,   0,   0,    0,    0,    24,   /* frames */
    0,    0,   0,   0,   0,    0,    0,    6,    /* chains */
};

static TallyMonth
month_of (int year, int month)
{
    return tally_month_of (tally_day_new (year, month, 1));
}

static void
test_known (void)
{
    TallyRawArchiveHead head = { month_of (2014, 3), 24, 6 };
    TallyRawArchiveHead found;
    uint8_t bytes[TALLY_RAW_ARCHIVE_HEAD_BYTES];
    g_autofree char *name = tally_raw_archive_name (head.month);
    g_autoptr(GError) error = NULL;

    tally_raw_archive_head_put (&head, bytes);
    g_assert_cmpmem (bytes, sizeof bytes, known, sizeof known);
    g_assert_true (tally_raw_archive_head_get (bytes, &found, &error));
    g_assert_no_error (error);
    g_assert_cmpint (found.month.number, ==, head.month.number);
    g_assert_cmpint (found.n_frames, ==, 24);
    g_assert_cmpint (found.n_chains, ==, 6);
    g_assert_cmpstr (name, ==, "raw-2014-03.gtraw");
}

static void
test_largest (void)
{
    TallyRawArchiveHead head = { month_of (TALLY_DAY_LAST_YEAR, 12), G_MAXINT64, G_MAXINT64 };
    TallyRawArchiveHead found;
    uint8_t bytes[TALLY_RAW_ARCHIVE_HEAD_BYTES];

    tally_raw_archive_head_put (&head, bytes);
    g_assert_true (tally_raw_archive_head_get (bytes, &found, NULL));
    g_assert_cmpint (found.month.number, ==, head.month.number);
    g_assert_cmpint (found.n_frames, ==, G_MAXINT64);
    g_assert_cmpint (found.n_chains, ==, G_MAXINT64);
}

/* One byte of a good head is another one. */
typedef struct {
    const char *name;
    int at;
    uint8_t byte;
    const char *says;
} BadCase;

static const BadCase bad[] = {
    { "first-byte", 0, 0x88, "no archive" },
    { "line-end-turned", 6, '\n', "no archive" },
    { "version-of-later", 11, 2, "version 2" },
    { "version-none", 11, 0, "version 0" },
    { "month-0", 15, 0xb8, "no month" },         /* 201400 */
    { "month-13", 15, 0xc5, "no month" },        /* 201413 */
    { "year-before-all", 13, 0x00, "no month" }, /* 4795: the year 47 */
    { "year-after-all", 12, 0xff, "no month" },
    { "frames-beyond-numbers", 16, 0x80, "impossible" },
    { "more-chains-than-frames", 31, 25, "impossible" },
};

static void
test_bad (gconstpointer data)
{
    const BadCase *c = data;
    uint8_t bytes[TALLY_RAW_ARCHIVE_HEAD_BYTES];
    TallyRawArchiveHead head;
    g_autoptr(GError) error = NULL;

    memcpy (bytes, known, sizeof bytes);
    bytes[c->at] = c->byte;
    g_assert_false (tally_raw_archive_head_get (bytes, &head, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    if (strstr (error->message, c->says) == NULL)
        g_error ("“%s” is not in “%s”", c->says, error->message);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/raw/archive/known", test_known);
    g_test_add_func ("/raw/archive/largest", test_largest);
    for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autofree char *path = g_strconcat ("/raw/archive/bad/", bad[i].name, NULL);

        g_test_add_data_func (path, &bad[i], test_bad);
    }
    return g_test_run ();
}
