// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a file is in whole or not at all, exactly, once; and what it says lies on the right
 * meter, day and channel. */
#include "server/raw/tally-raw-file.h"
#include "shared/time/tally-day.h"
#include "tests/db/import-fixture.h"

#include <string.h>

/* Elsewhere: the folder that is emptied. */
void import_inbox_add_tests (void);

static TallyRawImported
import_or_check (Fixture *fixture,
                 gboolean only_checks,
                 TallyFileFormat format,
                 const GString *text,
                 TallyFileSummary *summary)
{
    TallyCollectFile file = {
        .name = "test",
        .format = "nem12",
        .content = (const uint8_t *) text->str,
        .length = text->len,
    };
    g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    g_autoptr(GError) error = NULL;
    const TallyFileHow how = { format, FALSE, NULL };
    TallyRawImported imported;
    gsize size = sizeof file.sha256;

    g_checksum_update (sum, file.content, (gssize) file.length);
    g_checksum_get_digest (sum, file.sha256, &size);
    tally_file_summary_read (summary, &how, text->str, text->len, NULL);
    file.n_intervals = tally_file_summary_n_intervals (summary);
    if (only_checks)
        tally_raw_import_check (fixture->collector, &file, &how, summary, NULL, &imported, &error);
    else
        tally_raw_import_step (fixture->collector, &file, &how, summary, NULL, &imported, &error);
    g_assert_no_error (error);
    return imported;
}

static TallyRawImported
import (Fixture *fixture, TallyFileFormat format, const GString *text, TallyFileSummary *summary)
{
    return import_or_check (fixture, FALSE, format, text, summary);
}

#define ALL_THERE_IS                                                                          \
    "SELECT (SELECT count (*) FROM raw.frame) || ' ' || (SELECT count (*) FROM collect.file)" \
    " || ' ' || (SELECT count (*) FROM collect.import) || ' '"                                \
    " || (SELECT count (*) FROM pg_class WHERE relname LIKE 'frame_2026%')"

/* A dry run says what an import would, of points and of the file itself, and leaves nothing. */
static void
test_check_stores_nothing (Fixture *fixture, gconstpointer data)
{
    GString *text = a_file ("C-D1-0001");
    GString *nowhere = a_file ("NOWHERE");
    g_autoptr(TallyFileSummary) first = tally_file_summary_new ();
    g_autoptr(TallyFileSummary) second = tally_file_summary_new ();
    g_autoptr(TallyFileSummary) again = tally_file_summary_new ();
    g_autoptr(TallyFileSummary) refused = tally_file_summary_new ();
    TallyRawImported checked = import_or_check (fixture, TRUE, TALLY_FILE_NEM12, text, first);
    TallyRawImported stored;

    expect (fixture, ALL_THERE_IS, "0 0 0 0");
    g_assert_false (checked.is_stored);
    g_assert_false (checked.was_known);
    g_assert_cmpint (checked.n_new, ==, 0);
    stored = import (fixture, TALLY_FILE_NEM12, text, second);
    g_assert_true (stored.is_stored);
    g_assert_cmpint (checked.n_frames, ==, stored.n_frames);
    g_assert_cmpint (checked.district_id, ==, stored.district_id);
    g_assert_true (import_or_check (fixture, TRUE, TALLY_FILE_NEM12, text, again).was_known);
    g_assert_cmpint (again->n_issues[TALLY_FILE_REFUSED], ==, 0);

    checked = import_or_check (fixture, TRUE, TALLY_FILE_NEM12, nowhere, refused);
    g_assert_cmpint (refused->n_issues[TALLY_FILE_REFUSED], >, 0);
    g_assert_false (checked.was_known);
    g_string_free (text, TRUE);
    g_string_free (nowhere, TRUE);
}

#define MARK "SELECT extract (epoch FROM next_start)::bigint FROM collect.progress"

/* Days of a file, of October 2026, each a measured one. */
static void
import_days (Fixture *fixture, int first, int last)
{
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    GString *text = g_string_new ("100,NEM12,202611010000,MDP,GT\n"
                                  "200,C-D1-0001,E1,E1,E1,,,kWh,15,\n");

    for (int day = first; day <= last; day++) {
        g_autofree char *date = g_strdup_printf ("202610%02d", day);

        add_day (text, date, "1.25", "A,,,20261030000000,");
    }
    g_string_append (text, "900\n");
    g_assert_true (import (fixture, TALLY_FILE_NEM12, text, summary).is_stored);
    g_string_free (text, TRUE);
}

/* A file of later days does not hide from the collector what the meter still has of earlier ones.
 * The days are China's: each begins at 16:00 UTC of the day before. */
static void
test_mark_waits_for_the_gap (Fixture *fixture, gconstpointer data)
{
    import_days (fixture, 1, 2);
    expect (fixture, MARK, "1790956800"); /* 2026-10-03 00:00 */
    import_days (fixture, 5, 6);
    expect (fixture, MARK, "1790956800");
    import_days (fixture, 3, 3);
    expect (fixture, MARK, "1791043200");
    import_days (fixture, 2, 5);
    expect (fixture, MARK, "1791216000");
}

static void
test_exact (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    g_autoptr(TallyFileSummary) again = tally_file_summary_new ();
    GString *text = a_file ("C-D1-0001");
    TallyRawImported imported = import (fixture, TALLY_FILE_NEM12, text, summary);

    g_assert_true (imported.is_stored);
    g_assert_false (imported.was_known);
    g_assert_cmpint (imported.n_new, ==, 2);
    /* 1.25 kWh is 1250 Wh; 0.0005 kWh is 5 times 10^-1 Wh. */
    expect (fixture,
            "SELECT string_agg (concat_ws (' ', day, channel, kind, source, n, exponent,"
            " encode (substr (payload, 1, 2), 'hex'), encode (flags, 'hex'),"
            " extract (epoch FROM first_at)::bigint), '; ' ORDER BY day) FROM raw.frame",
            "2026-10-01 1 interval nem12 96 0 c413 0060 1790784000; "
            "2026-10-02 1 interval nem12 96 -1 0a00 005a0404ff02 1790870400");
    expect (fixture, "SELECT count(*) FROM raw.frame_202610", "2");
    expect (fixture,
            "SELECT name || ' ' || n_intervals || ' ' || (sha256 = sha256 (content)) FROM "
            "collect.file",
            "test 192 true");
    /* Up to the hole: intervals 95 and 96 of the second day are missing. */
    expect (fixture, MARK, "1790955000");

    imported = import (fixture, TALLY_FILE_NEM12, text, again);
    g_assert_true (imported.is_stored);
    g_assert_true (imported.was_known);
    g_assert_cmpint (imported.n_new, ==, 0);
    expect (fixture, "SELECT count(*) FROM raw.frame", "2");
    g_string_free (text, TRUE);
}

typedef struct {
    Fixture own; /* with a collector of its own */
    TallyRawImported imported;
} Bringer;

static gpointer
bring (gpointer data)
{
    Bringer *bringer = data;
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    GString *text = a_file ("C-D1-0001");

    bringer->imported = import (&bringer->own, TALLY_FILE_NEM12, text, summary);
    g_string_free (text, TRUE);
    return NULL;
}

/* Two bring the same file: one stores it, the other waits and finds it; both
 * need months that are not there. The test holds the days
 * until both are at them, or at the file. */
static void
test_brought_twice_at_once (Fixture *fixture, gconstpointer data)
{
    static const char waiting[] = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' "
                                  "AND NOT granted";
    g_autoptr(TallyDb) holder = tally_test_db_open_as (fixture->base, "tally_collector");
    g_autoptr(GError) error = NULL;
    Bringer bringers[2] = { 0 };
    GThread *threads[2];
    g_autofree char *n_waiting = NULL;

    tally_db_script (holder,
                     "BEGIN; SELECT pg_advisory_xact_lock (1918990182 # district_id, "
                     "20727) FROM ref.district",
                     &error); /* 2026-10-01 */
    g_assert_no_error (error);
    for (size_t i = 0; i < G_N_ELEMENTS (bringers); i++) {
        bringers[i].own.collector = tally_test_db_open_as (fixture->base, "tally_collector");
        threads[i] = g_thread_new ("bring", bring, &bringers[i]);
    }
    do {
        g_usleep (20000);
        g_free (n_waiting);
        n_waiting = tally_test_db_ask (fixture->base, waiting);
    } while (!g_str_equal (n_waiting, "2"));
    tally_db_script (holder, "COMMIT", &error);
    g_assert_no_error (error);
    for (size_t i = 0; i < G_N_ELEMENTS (bringers); i++) {
        g_thread_join (threads[i]);
        g_assert_true (bringers[i].imported.is_stored);
        g_assert_finalize_object (bringers[i].own.collector);
    }
    g_assert_cmpint (bringers[0].imported.was_known + bringers[1].imported.was_known, ==, 1);
    g_assert_cmpint (bringers[0].imported.n_new + bringers[1].imported.n_new, ==, 2);
    expect (fixture, "SELECT count(*) FROM raw.frame", "2");
    expect (fixture, "SELECT count(*) FROM collect.file", "1");
}

typedef struct {
    const char *name;
    const char *from; /* replaced in a good file */
    const char *to;
    size_t line;
    const char *field;
} Fault;

static const Fault faults[] = {
    { "unknown-point", "C-D1-0001", "C-D1-9999", 3, "point" },
    { "unknown-serial", ",E1,,,kWh", ",E1,,NOSUCH,kWh", 3, "serial" },
    { "no-energy", "kWh,15", "kW,15", 3, "unit" },
    { "not-a-number", "0.0005,0.0005,V", "0.0005,x,V", 4, "IntervalValue96" },
    { "too-few", "1.25,A", "A", 3, "IntervalValue96" },
    { "too-many", "1.25,A", "1.25,1.25,A", 3, "QualityMethod" },
    { "no-day", "20261002,", "20261032,", 4, "IntervalDate" },
    { "uncovered", "400,95,96,N,,\n", "", 4, "QualityMethod" },
    { "cut-off", "900\n", "", 0, "RecordIndicator" },
    { "no-header", "100,NEM12,202611010000,MDP,GT\n", "", 1, "RecordIndicator" },
    { "odd-interval", "kWh,15", "kWh,7", 2, "IntervalLength" },
    { "bad-part", "400,91,94,S14", "400,94,91,S14", 6, "EndInterval" },
};

static void
test_refused_whole (Fixture *fixture, gconstpointer data)
{
    const Fault *fault = data;
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    GString *text = a_file ("C-D1-0001");
    TallyRawImported imported;
    const TallyFileIssue *issue;

    g_assert_cmpint (g_string_replace (text, fault->from, fault->to, 1), ==, 1);
    imported = import (fixture, TALLY_FILE_NEM12, text, summary);
    g_assert_false (imported.is_stored);
    g_assert_cmpint (summary->issues->len, >, 0);
    issue = g_ptr_array_index (summary->issues, 0);
    g_assert_cmpint (issue->line, ==, fault->line);
    g_assert_cmpstr (issue->field, ==, fault->field);
    expect (fixture, "SELECT count(*) FROM raw.frame", "0");
    expect (fixture, "SELECT count(*) FROM collect.file", "0");
    g_string_free (text, TRUE);
}

/* A meter was exchanged in the hour of the values: each serial gets its own. */
static void
test_serials (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    g_autofree char *serial = tally_test_db_ask (
        fixture->base, "SELECT serial FROM ref.meter m JOIN ref.installation i USING (district_id, "
                       "meter_id) JOIN ref.point p USING (district_id, point_id) WHERE p.code = "
                       "'X-D1' AND i.role = 'check'");
    g_autofree char *stream = g_strdup_printf (",E1,,%s,kWh", serial);
    GString *text = a_file ("X-D1");

    g_string_replace (text, ",E1,,,kWh", stream, 1);
    g_assert_true (import (fixture, TALLY_FILE_NEM12, text, summary).is_stored);
    expect (fixture,
            "SELECT DISTINCT i.role FROM raw.frame f JOIN ref.installation i USING (district_id, "
            "meter_id)",
            "check");
    g_string_free (text, TRUE);
}

static void
test_csv (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    GString *text = g_string_new ("point,channel,start,interval_s,value,quality\n");

    /* Four values over local midnight: two frames. */
    g_string_append (text, "C-D1-0001,A+,2026-10-01T23:30:00+08:00,900,100,A\n"
                           "C-D1-0001,A+,2026-10-01T15:45:00Z,900,101.5,\n"
                           "C-D1-0001,A+,2026-10-02T00:00:00+08:00,900,102,S14\n"
                           "C-D1-0001,A+,2026-10-02T00:15:00+08:00,900,0,N\n");
    g_assert_true (import (fixture, TALLY_FILE_CSV, text, summary).is_stored);
    expect (fixture,
            "SELECT string_agg (concat_ws (' ', day, source, n, exponent, encode (payload, 'hex'),"
            " encode (flags, 'hex')), '; ' ORDER BY day) FROM raw.frame",
            "2026-10-01 csv 2 -1 d00f1e 0002; 2026-10-02 csv 2 -1 f80ff70f 0401ff01");
    g_string_free (text, TRUE);
}

static void
test_nem13 (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    GString *text = g_string_new (
        "100,NEM13,202611010000,MDP,GT\n"
        "250,C-D1-0001,11,01,11,11,,E,000021.2,20261001000000,A,,,000534.75,20261101000000,"
        "E64,77,,513.55,kWh,20261201,,\n900\n");

    g_assert_true (import (fixture, TALLY_FILE_NEM13, text, summary).is_stored);
    /* 21.2 kWh is 21200 Wh, 534.75 kWh is 534750 Wh, each on its own local day. */
    expect (fixture,
            "SELECT string_agg (concat_ws (' ', day, channel, kind, source, n, exponent,"
            " (SELECT value FROM db.unpack_block (payload, flags, n) LIMIT 1)), '; ' ORDER BY day) "
            "FROM raw.frame",
            "2026-10-01 1 register nem13 1 0 21200; 2026-11-01 1 register nem13 1 0 534750");
    g_string_free (text, TRUE);
}

/* Of several registers of a direction none is the total. */
static void
test_nem13_of_several_registers (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyFileSummary) summary = tally_file_summary_new ();
    GString *text = g_string_new ("100,NEM13,202611010000,MDP,GT\n");

    for (int i = 1; i <= 2; i++)
        g_string_append_printf (text,
                                "250,C-D1-0001,11,0%d,%d1,11,,E,21,20261001,A,,,534,20261101,A,,,"
                                "513,kWh,20261201,,\n",
                                i, i);
    g_string_append (text, "900\n");
    g_assert_false (import (fixture, TALLY_FILE_NEM13, text, summary).is_stored);
    g_assert_cmpint (summary->n_issues[TALLY_FILE_REFUSED], ==, 1);
    expect (fixture, "SELECT count (*) FROM raw.frame", "0");
    g_string_free (text, TRUE);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
    ADD ("/raw/import/check-stores-nothing", NULL, test_check_stores_nothing);
    ADD ("/raw/import/exact", NULL, test_exact);
    ADD ("/raw/import/brought-twice-at-once", NULL, test_brought_twice_at_once);
    ADD ("/raw/import/mark-waits-for-the-gap", NULL, test_mark_waits_for_the_gap);
    ADD ("/raw/import/serials", NULL, test_serials);
    ADD ("/raw/import/csv", NULL, test_csv);
    ADD ("/raw/import/nem13", NULL, test_nem13);
    ADD ("/raw/import/nem13-of-several-registers", NULL, test_nem13_of_several_registers);
    import_inbox_add_tests ();
    for (size_t i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autofree char *path = g_strconcat ("/raw/import/refused-whole/", faults[i].name, NULL);

        ADD (path, &faults[i], test_refused_whole);
    }

    return g_test_run ();
}
