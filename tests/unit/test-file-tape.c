// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a tape says again what a file said, letter for letter and in its order, or it says that it
 * cannot. */
#include "server/collect/files/tally-file-tape.h"
#include "shared/block/tally-block.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-said.h"

#include <string.h>

#define N 6

static const int64_t values[N] = { 0, 5, 5, -3, G_GINT64_CONSTANT (900719925474099), 0 };
static const uint8_t qualities[N] = { TALLY_QUALITY_MEASURED, TALLY_QUALITY_MEASURED,
                                      TALLY_QUALITY_LINEAR,   TALLY_QUALITY_MEASURED,
                                      TALLY_QUALITY_MEASURED, TALLY_QUALITY_MISSING };
static const TallyFileCode codes[N] = { { "A" }, { "A" }, { "S14" }, { "A" }, { "220" }, { "N" } };

static const TallyFileSeries series = {
    .point = "P1",
    .stream = "E1",
    .channel = 1,
    .serial = "M1",
    .unit = "kWh",
    .is_local = TRUE,
    .start = 1767225600,
    .interval_s = 900,
    .n = N,
    .values = values,
    .decimals = 3,
    .codes = codes,
    .qualities = qualities,
    .line = 7,
};

static const TallyFileReads reads = {
    .point = "P2",
    .stream = "11",
    .channel = 2,
    .serial = "M2",
    .register_id = "1",
    .unit = "Wh",
    .previous = { 1767225600, 212, 1, { "A" }, TALLY_QUALITY_MEASURED },
    .current = { 1769904000, 5345, 1, { "E64" }, TALLY_QUALITY_LIKE_DAYS },
    .quantity = { 1769904000, 5133, 1, { "E64" }, TALLY_QUALITY_LIKE_DAYS },
    .line = 9,
};

/* One event after another, to a tape and, beside it, to the text that the tape must give. */
static void
hear (TallyFileTape *tape, const TallyFileSink *sink, gboolean is_reads, size_t line)
{
    TallyFileSeries own_series = series;
    TallyFileReads own_reads = reads;

    own_series.line = own_reads.line = line;
    own_series.n = 1 + line % N;
    if (is_reads) {
        tally_file_tape_add_reads (tape, &own_reads);
        sink->reads (&own_reads, sink->user_data, NULL);
        return;
    }
    tally_file_tape_add_series (tape, &own_series);
    sink->series (&own_series, sink->user_data, NULL);
}

static void
test_says_again (void)
{
    g_autoptr(TallyFileTape) tape = tally_file_tape_new (TALLY_FILE_TAPE_BYTES);
    g_autoptr(GString) said = g_string_new (NULL);
    g_autoptr(GString) again = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    TallyFileSink sink = tally_test_said_sink (said);

    for (size_t line = 1; line <= 500; line++)
        hear (tape, &sink, line % 7 == 3, line);
    sink = tally_test_said_sink (again);
    g_assert_true (tally_file_tape_is_whole (tape));
    g_assert_true (tally_file_tape_play (tape, &sink, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (again->str, ==, said->str);
    g_assert_nonnull (strstr (again->str, "\n5 P1 E1=1 M1 kWh 1 1767225600 900 1e-3: 0A/0 5A/0 "
                                          "5S14/3 -3A/0 900719925474099220/0 0N/255\n"));
    g_assert_nonnull (strstr (again->str, "\n10 P2 11=2 M2 1 Wh 0: 212@1767225600 1e-1A/0 "
                                          "5345@1769904000 1e-1E64/4 5133@1769904000 1e-1E64/4\n"));

    /* As often as it is asked: a transaction may have to be done again. */
    g_string_truncate (again, 0);
    g_assert_true (tally_file_tape_play (tape, &sink, NULL));
    g_assert_cmpstr (again->str, ==, said->str);
}

static gboolean
stop (const TallyFileSeries *heard, gpointer user_data, GError **error)
{
    int *n = user_data;

    (*n)++;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_BUSY, "no more");
    return FALSE;
}

static gboolean
stop_reads (const TallyFileReads *heard, gpointer user_data, GError **error)
{
    return stop (NULL, user_data, error);
}

static void
test_stops (void)
{
    static const gboolean first_is_reads[] = { FALSE, TRUE };

    for (size_t i = 0; i < G_N_ELEMENTS (first_is_reads); i++) {
        g_autoptr(TallyFileTape) tape = tally_file_tape_new (TALLY_FILE_TAPE_BYTES);
        g_autoptr(GString) said = g_string_new (NULL);
        g_autoptr(GError) error = NULL;
        TallyFileSink sink = tally_test_said_sink (said);
        int n = 0;

        hear (tape, &sink, first_is_reads[i], 1);
        hear (tape, &sink, !first_is_reads[i], 2);
        sink = (TallyFileSink){ stop, stop_reads, NULL, &n };
        g_assert_false (tally_file_tape_play (tape, &sink, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_BUSY);
        g_assert_cmpint (n, ==, 1);
    }
}

/* Half a file must not pass for the file. */
static void
test_is_full (void)
{
    g_autoptr(GString) said = g_string_new (NULL);
    TallyFileSink sink = tally_test_said_sink (said);

    for (size_t max = 0; max < 4000; max += 50) {
        g_autoptr(TallyFileTape) tape = tally_file_tape_new (max);

        for (size_t line = 1; line <= 40; line++)
            hear (tape, &sink, line % 7 == 3, line);
        g_assert_false (tally_file_tape_is_whole (tape));
        hear (tape, &sink, FALSE, 0);
        hear (tape, &sink, TRUE, 0);
        g_assert_false (tally_file_tape_is_whole (tape));
    }
}

/* What interval blocks cannot hold is for another reading to refuse. */
static void
test_out_of_range (void)
{
    static const int64_t far[2] = { G_MININT64, G_MAXINT64 };
    g_autoptr(TallyFileTape) tape = tally_file_tape_new (TALLY_FILE_TAPE_BYTES);
    TallyFileSeries wide = series;

    tally_file_tape_add_series (tape, &series);
    g_assert_true (tally_file_tape_is_whole (tape));
    wide.values = far;
    wide.n = 2;
    tally_file_tape_add_series (tape, &wide);
    g_assert_false (tally_file_tape_is_whole (tape));
    tally_file_tape_add_series (tape, &series);
    g_assert_false (tally_file_tape_is_whole (tape));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/file-tape/says-again", test_says_again);
    g_test_add_func ("/file-tape/stops", test_stops);
    g_test_add_func ("/file-tape/is-full", test_is_full);
    g_test_add_func ("/file-tape/out-of-range", test_out_of_range);
    return g_test_run ();
}
