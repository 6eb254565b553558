// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a file is in whole or not at all, exactly, once; and what it says lies on the right
 * meter, day and channel. */
#include "server/raw/tally-raw-file.h"
#include "server/raw/tally-raw-inbox.h"
#include "server/ref/tally-ref-store.h"
#include "shared/time/tally-day.h"
#include "tests/lib/tally-test-db.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define NOBODY 65534

typedef struct {
    TallyTestDb *base;
    TallyDb *collector;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) owner = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *utility = NULL;
    size_t n_new;

    fixture->base = tally_test_db_new ();
    fixture->collector = tally_test_db_open_as (fixture->base, "tally_collector");
    owner = tally_test_db_open_as (fixture->base, "tally_owner");
    g_file_get_contents (g_getenv ("TALLY_SAMPLE_UTILITY"), &utility, NULL, &error);
    g_assert_no_error (error);
    tally_ref_store_load_utility (owner, utility, &n_new, &error);
    g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_assert_finalize_object (fixture->collector);
    tally_test_db_free (fixture->base);
}

static void
expect (Fixture *fixture, const char *sql, const char *answer)
{
    g_autofree char *found = tally_test_db_ask (fixture->base, sql);

    g_assert_cmpstr (found, ==, answer);
}

static void
add_day (GString *text, const char *date, const char *value, const char *rest)
{
    g_string_append_printf (text, "300,%s", date);
    for (int i = 0; i < 96; i++)
        g_string_append_printf (text, ",%s", value);
    g_string_append_printf (text, ",%s\n", rest);
}

static GString *
a_file (const char *point)
{
    GString *text = g_string_new ("100,NEM12,202611010000,MDP,GT\n");

    g_string_append_printf (text, "200,%s,E1,E1,E1,,,kWh,15,\n", point);
    add_day (text, "20261001", "1.25", "A,,,20261002000000,");
    add_day (text, "20261002", "0.0005", "V,,,20261003000000,");
    g_string_append (text, "400,1,90,A,,\n400,91,94,S14,,\n400,95,96,N,,\n");
    g_string_append (text, "900\n");
    return text;
}

static TallyRawImported
import (Fixture *fixture, TallyFileFormat format, const GString *text, TallyFileSummary *summary)
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
    tally_file_summary_read (summary, &how, text->str, text->len);
    file.n_intervals = tally_file_summary_n_intervals (summary);
    tally_raw_import_step (fixture->collector, &file, &how, summary, &imported, &error);
    g_assert_no_error (error);
    return imported;
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

#define FILES                                                                             \
    "SELECT string_agg (concat_ws (' ', district_id, format, state, person, n_intervals," \
    " n_new_frames, n_refused), '; ' ORDER BY made_at) FROM collect.import"

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

static char *
write_file (const char *folder, const char *name, const char *text, gsize length)
{
    char *path = g_build_filename (folder, name, NULL);
    g_autoptr(GError) error = NULL;

    g_file_set_contents (path, text, (gssize) length, &error);
    g_assert_no_error (error);
    return path;
}

static void
assert_there (const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_error ("%s is not there", path);
}

static void
empty_inbox (Fixture *fixture, const char *folder, int64_t now, int done, int failed, int waiting)
{
    g_autoptr(GError) error = NULL;
    TallyRawInboxResult result;

    tally_raw_inbox_step (fixture->collector, folder, now, NULL, &result, &error);
    g_assert_no_error (error);
    g_assert_cmpint (result.n_done, ==, done);
    g_assert_cmpint (result.n_failed, ==, failed);
    g_assert_cmpint (result.n_waiting, ==, waiting);
}

static void
remove_all (const char *folder)
{
    const char *argv[] = { "rm", "-rf", "--", folder, NULL };

    g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                                 NULL, NULL, NULL));
}

static void
test_inbox (Fixture *fixture, gconstpointer data)
{
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    GString *good = a_file ("C-D1-0001");
    GString *bad = a_file ("NOBODY");
    g_autofree char *folder = g_dir_make_tmp ("tally-inbox-XXXXXX", NULL);
    g_autofree char *first = write_file (folder, "a.csv", good->str, good->len);
    g_autofree char *second = write_file (folder, "b.csv", bad->str, bad->len);
    g_autofree char *third = write_file (folder, "c.txt", "hello", 5);
    g_autofree char *part = write_file (folder, "d.part", good->str, good->len);
    g_autofree char *link = g_build_filename (folder, "e.csv", NULL);
    g_autofree char *again = NULL;

    g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
    empty_inbox (fixture, folder, now, 0, 0, 4); /* all too young */
    empty_inbox (fixture, folder, now + 60, 1, 2, 1);
    assert_there (folder, "done/a.csv");
    assert_there (folder, "done/a.csv.report.json");
    assert_there (folder, "failed/b.csv");
    assert_there (folder, "failed/b.csv.report.json");
    assert_there (folder, "failed/c.txt.report.json");
    expect (fixture, FILES, "1 nem12 imported inbox 192 2 0; 0 nem12 refused inbox 192 0 2");
    /* The same file under the same name: known, and nothing written over. */
    again = write_file (folder, "a.csv", good->str, good->len);
    empty_inbox (fixture, folder, now + 60, 1, 0, 1);
    assert_there (folder, "done/a.csv.2");
    expect (fixture, "SELECT count (*) FROM raw.frame", "2");
    expect (fixture, "SELECT string_agg (state, ' ' ORDER BY made_at) FROM collect.import",
            "imported refused known");
    remove_all (folder);
    g_string_free (good, TRUE);
    g_string_free (bad, TRUE);
}

/* A file that we may not read keeps no other waiting, and somebody hears of it. */
static void
test_inbox_unreadable (Fixture *fixture, gconstpointer data)
{
    int64_t now = g_get_real_time () / G_USEC_PER_SEC;
    GString *good = a_file ("C-D1-0001");
    g_autofree char *folder = g_dir_make_tmp ("tally-inbox-XXXXXX", NULL);
    g_autofree char *first = write_file (folder, "a.csv", good->str, good->len);
    g_autofree char *second = write_file (folder, "b.csv", good->str, good->len);
    TallyRawInboxResult result;
    uid_t us = geteuid ();
    g_autoptr(GError) error = NULL;

    g_assert_cmpint (chmod (first, 0), ==, 0);
    if (us == 0) {
        g_assert_cmpint (chown (folder, NOBODY, NOBODY) | chown (second, NOBODY, NOBODY), ==, 0);
        g_assert_cmpint (seteuid (NOBODY), ==, 0);
    }
    g_assert_false (
        tally_raw_inbox_step (fixture->collector, folder, now + 60, NULL, &result, &error));
    g_assert_cmpint (seteuid (us), ==, 0);
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ACCES);
    g_assert_nonnull (strstr (error->message, "a.csv"));
    g_assert_cmpint (result.n_unread, ==, 1);
    g_assert_cmpint (result.n_done, ==, 1);
    assert_there (folder, "a.csv");
    assert_there (folder, "done/b.csv");
    remove_all (folder);
    g_string_free (good, TRUE);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
    ADD ("/raw/import/exact", NULL, test_exact);
    ADD ("/raw/import/mark-waits-for-the-gap", NULL, test_mark_waits_for_the_gap);
    ADD ("/raw/import/serials", NULL, test_serials);
    ADD ("/raw/import/csv", NULL, test_csv);
    ADD ("/raw/import/nem13", NULL, test_nem13);
    ADD ("/raw/import/nem13-of-several-registers", NULL, test_nem13_of_several_registers);
    ADD ("/raw/import/inbox", NULL, test_inbox);
    ADD ("/raw/import/inbox-unreadable", NULL, test_inbox_unreadable);
    for (size_t i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autofree char *path = g_strconcat ("/raw/import/refused-whole/", faults[i].name, NULL);

        ADD (path, &faults[i], test_refused_whole);
    }

    return g_test_run ();
}
