// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a month that leaves the database takes nothing more while it is away, and comes back byte
 * for byte. */
#include "tests/db/raw-retire.h"
#include "tests/lib/tally-test-ctl.h"

#include "server/raw/tally-raw-file.h"

/* With a partition of its own, and in the one of all months that have none. */
static void
test_there_and_back (Fixture *fixture, gconstpointer data)
{
    g_autofree char *before = tally_test_db_ask (fixture->base, ALL_FRAMES);
    g_autoptr(GError) error = NULL;
    TallyRetireOrder order = order_of (fixture, MARCH);

    if (data != NULL)
        tally_test_db_script (fixture->base, data);
    expect (fixture, ALL_FRAMES, before);
    retire (fixture);
    expect (fixture, "SELECT count (*) FROM raw.frame_201403", "0");
    expect (fixture,
            "SELECT string_agg (DISTINCT day::text, ' ' ORDER BY day::text) FROM raw.frame",
            "2014-02-28 2014-04-01");
    expect (fixture,
            "SELECT concat_ws (' ', month, n_frames, n_chains, archive, retired_by, reason)"
            " FROM raw.retired_month",
            "2014-03-01 24 6 raw-2014-03.gtraw anna twelve years old");
    verify (fixture, 16);
    g_assert_false (retire_as (fixture, "tally_owner", &order, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS);
    g_assert_nonnull (strstr (error->message, "2014-03 was retired on "));
    g_clear_error (&error);

    restore (fixture, fixture->archive, &error);
    g_assert_no_error (error);
    expect_whole (fixture, before);
    verify (fixture, 40);
    expect (fixture,
            "SELECT string_agg (concat_ws (' ', stream, person, action, object, reason,"
            " length (after_hash)), '; ' ORDER BY seq) FROM guard.audit",
            "raw anna month-retire 2014-03: 24 frames, 6 chains: raw-2014-03.gtraw twelve years old"
            " 32; raw anna month-restore 2014-03: 24 frames, 6 chains: raw-2014-03.gtraw twelve"
            " years old 32");

    /* It may go once more, and its archive is the same to the last byte. */
    retire (fixture);
    expect (fixture,
            "SELECT concat_ws (' ', count (*), count (restored_at), count (DISTINCT sha256))"
            " FROM raw.retired_month",
            "2 1 1");
}

static gboolean
append_all (TallyDb *db, gpointer user_data, GError **error)
{
    size_t n;
    size_t n_new;
    const TallyCollectFrame *frames = tally_collect_batch_get_frames (user_data, &n);

    return tally_raw_store_append_batch (db, frames, n, &n_new, error);
}

/* A batch with one late frame: it is kept aside, once, and the others are taken. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    g_autoptr(GError) error = NULL;

    retire (fixture);
    add (batch, 1, 1, MARCH + 5, 7);
    add (batch, 1, 1, APRIL + 1, 7);
    g_assert_false (tally_db_transact (fixture->collector, TALLY_ISOLATION_EACH_STATEMENT,
                                       append_all, batch, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, "frames of 2014-03-06 came after their month was retired");
    g_clear_error (&error);

    take (fixture, batch, 1, 1);
    take (fixture, batch, 0, 1);
    expect (
        fixture,
        "SELECT string_agg (concat_ws (' ', district_id, day, point_id, n, reason ~ '^2014-03 was"
        " retired on .*raw-2014-03.gtraw$'), '; ') FROM raw.refused",
        "1 2014-03-06 1 96 t");
    verify (fixture, 17);

    /* With the month they are taken, behind what was there; once. */
    for (int i = 0; i < 2; i++) {
        restore (fixture, fixture->archive, &error);
        g_assert_no_error (error);
        g_assert_cmpint (fixture->n_late, ==, 1);
        verify (fixture, 42);
        expect (fixture, "SELECT count (*) FROM raw.frame WHERE day = '2014-03-06'", "1");
        tally_test_db_script (fixture->base, "DELETE FROM raw.frame WHERE day = '2014-03-06'");
        retire (fixture);
    }
    take (fixture, batch, 0, 1);
    expect (fixture, "SELECT count (*) FROM raw.refused", "1");
}

/* A file with one late day is refused whole, and the day is named. */
static void
test_late_file (Fixture *fixture, gconstpointer data)
{
    g_autofree char *path = g_build_filename (fixture->folder, "late.csv", NULL);
    const TallyFileHow how = { TALLY_FILE_AUTO, FALSE, NULL };
    GString *text = g_string_new ("100,NEM12,201405010000,MDP,GT\n200,P1,E1,E1,E1,,,kWh,15,\n");
    g_autofree char *content = NULL;
    g_autoptr(TallyRawFile) file = NULL;
    g_autoptr(GError) error = NULL;
    const TallyFileIssue *issue;

    tally_test_db_script (
        fixture->base,
        "INSERT INTO ref.district VALUES (1, 'D1', 'District', 'UTC', 'EUR', 2);"
        "INSERT INTO ref.node VALUES (100, NULL, 1, 'district', 'N1', 'District', 110000);"
        "INSERT INTO ref.gateway VALUES (1, 1, 'G1', 'localhost', 502, 'tcp');"
        "INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id, schedule,"
        " capacity_w, channels, valid_from) VALUES (1, 1, 'P1', 'Point 1', 'community', 100,"
        " 'community', 20000, '{1}', '2014-01-01');"
        "INSERT INTO ref.meter VALUES (1, 1, 'M1', 'sdm630', 9, 10000);"
        "INSERT INTO ref.installation (district_id, point_id, meter_id, role, valid_from,"
        " gateway_id, unit_id, first_register_wh) VALUES (1, 1, 1, 'main', '2014-01-01', 1, 1, 0)");
    retire (fixture);
    for (int day = 30; day <= 31; day++)
        for (int i = -1; i < 97; i++)
            g_string_append_printf (text,
                                    i < 0     ? "300,20140%d"
                                    : i == 96 ? ",A,,,20140501000000,\n"
                                              : ",1.25",
                                    day == 30 ? 401 : 331);
    g_string_append (text, "900\n");
    content = g_string_free (text, FALSE);
    g_file_set_contents (path, content, -1, &error);
    g_assert_no_error (error);
    file = tally_raw_file_step (fixture->collector, path, &how, "anna", &error);
    g_assert_no_error (error);
    g_assert_cmpstr (tally_raw_file_state (file), ==, "refused");
    g_assert_cmpint (file->summary->issues->len, ==, 1);
    issue = g_ptr_array_index (file->summary->issues, 0);
    g_assert_cmpint (issue->line, ==, 4);
    g_assert_cmpstr (issue->field, ==, "day");
    g_assert_true (
        g_str_has_prefix (issue->message, "2014-03-31 is too late: 2014-03 was retired"));
    verify (fixture, 16);
    expect (fixture, "SELECT count (*) FROM collect.file", "0");
}

/* The database refuses it as well, whoever asks, and in no other partition. */
static void
test_late_by_force (Fixture *fixture, gconstpointer data)
{
    static const char attempt[] = "INSERT INTO raw.frame SELECT"
                                  " (jsonb_populate_record (f, '{\"day\": \"2014-03-09\"}')).*"
                                  " FROM raw.frame f LIMIT 1";
    g_autoptr(TallyDb) owner = tally_test_db_open_as (fixture->base, "tally_owner");

    retire (fixture);
    for (int i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;

        g_assert_false (tally_db_script (owner, attempt, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_assert_nonnull (strstr (error->message, "frame_month_is_retired"));
        g_clear_error (&error);
        tally_raw_store_make_months (fixture->collector,
                                     (TallyDays){ { MARCH - 40 }, { APRIL + 40 } }, &error);
        g_assert_no_error (error);
    }
    expect (fixture, "SELECT count (*) FROM raw.frame WHERE day = '2014-03-09'", "0");
}

static void
expect_said (const Fixture *fixture, const char *words, gboolean is_good, const char *says)
{
    g_autofree char *said = NULL;
    GString *filled = g_string_new (words);

    g_string_replace (filled, "DIR", fixture->folder, 0);
    g_string_replace (filled, "FILE", fixture->archive, 0);
    said = tally_test_ctl (fixture->base, filled->str, is_good);
    if (strstr (said, says) == NULL)
        g_error ("%s: %s", words, said);
    g_string_free (filled, TRUE);
}

static void
test_command (Fixture *fixture, gconstpointer data)
{
    tally_test_db_script (
        fixture->base, "INSERT INTO ref.district VALUES (1, 'D1', 'District', 'UTC', 'EUR', 2);"
                       "INSERT INTO ref.node VALUES (100, NULL, 1, 'district', 'N1', 'D', 110000);"
                       "INSERT INTO ref.point (district_id, point_id, code, name, kind, node_id,"
                       " schedule, capacity_w, channels, valid_from) VALUES (1, 1, 'P1', 'Point 1',"
                       " 'community', 100, 'community', 20000, '{1}', '2014-01-01')");
#define ADMIN " --admin postgres --reason old"
    expect_said (fixture, "raw retire 2014-3 --to DIR" ADMIN, FALSE, "is no month");
    expect_said (fixture, "raw retire 2014-03" ADMIN, FALSE, "retire needs --to DIR");
    expect_said (fixture, "raw retire 2014-03 --to DIR --admin postgres", FALSE, "--reason");
    expect_said (fixture, "raw retire 2014-03 --to DIR --admin tally_settle --reason old", FALSE,
                 "permission denied");
    expect_said (fixture, "raw keep 2" ADMIN, FALSE, "2");
    expect_said (fixture, "raw keep 100" ADMIN, TRUE, "100 months");
    expect_said (fixture, "raw retire 2014-03 --to DIR" ADMIN, TRUE,
                 "2014-03 is retired: 24 frames of 6 chains, ");
    expect_said (fixture, "raw check FILE --json", TRUE, "\"frames\" : 24");
    expect_said (fixture, "raw show P1 2014-03-02", FALSE, "the archive raw-2014-03.gtraw");
    expect_said (fixture, "verify raw", TRUE, "archive raw-2014-03.gtraw, not looked at");
    expect_said (fixture, "verify raw --json", TRUE, "\"archive\" : \"raw-2014-03.gtraw\"");
    expect_said (fixture, "raw restore 2014-03 FILE" ADMIN, TRUE, "2014-03 is back");
    expect_said (fixture, "raw restore 2014-03 FILE" ADMIN, FALSE, "2014-03 is not retired");
    verify (fixture, 40);
}

void
raw_retire_add_tests (void)
{
    static const char in_default[] =
        "SET ROLE tally_owner; CREATE TEMP TABLE m AS SELECT * FROM raw.frame_201403;"
        "DROP TABLE raw.frame_201403; INSERT INTO raw.frame SELECT * FROM m;";

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
    ADD ("/raw/retire/there-and-back", NULL, test_there_and_back);
    ADD ("/raw/retire/without-partition", in_default, test_there_and_back);
    ADD ("/raw/retire/late", NULL, test_late);
    ADD ("/raw/retire/late-file", NULL, test_late_file);
    ADD ("/raw/retire/late-by-force", NULL, test_late_by_force);
    ADD ("/raw/retire/command", NULL, test_command);
}
