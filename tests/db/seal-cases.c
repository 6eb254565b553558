// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: who owns the database and cuts off what a chain ends with is found and named by who has
 * the file of seals; a seal is in that file once, whatever happens between, and holds nothing that
 * was not committed. */
#include "tests/db/seal-cases.h"

#include "tests/db/seal-fixture.h"
#include "tests/db/seal-tamperings.h"
#include "tests/lib/tally-test-ctl.h"

#define N_THREADS 3

static void
test_tampering (Fixture *fixture, gconstpointer data)
{
    seal_three_times (fixture);
    for (size_t i = 0; i < G_N_ELEMENTS (tamperings); i++) {
        g_autoptr(TallyDb) owner = tally_test_db_open_as (fixture->base, "postgres");
        g_autofree char *save = g_strdup_printf (
            "CREATE TABLE IF NOT EXISTS public.f AS TABLE raw.frame;"
            "CREATE TABLE IF NOT EXISTS public.a AS TABLE guard.audit;"
            "CREATE TABLE IF NOT EXISTS public.s AS TABLE keep.seal;"
            "CREATE TABLE IF NOT EXISTS public.r AS TABLE keep.seal_raw;"
            "CREATE TABLE IF NOT EXISTS public.t AS TABLE keep.seal_audit; %s",
            tamperings[i].sql);
        g_autofree char *fault = NULL;
        g_autofree char *without = NULL;
        g_autoptr(TallyAuditFault) trail = NULL;
        g_autoptr(GError) error = NULL;
        TallyRawVerdict raw;

        g_test_message ("%s", tamperings[i].name);
        tally_test_db_script (fixture->base, save);
        fault = verify (fixture, TRUE, NULL);
        g_assert_cmpstr (fault, ==, tamperings[i].fault);
        without = verify (fixture, FALSE, NULL);
        g_assert_cmpstr (without, ==,
                         tamperings[i].without == NULL || tamperings[i].without[0] != '\0'
                             ? tamperings[i].without
                             : fault);
        tally_raw_store_verify (owner, &raw, &error);
        tally_audit_store_verify (owner, NULL, &trail, &error);
        g_assert_no_error (error);
        g_assert_true ((raw.is_intact && trail == NULL) == tamperings[i].is_hidden);
        tally_test_db_script (
            fixture->base,
            "TRUNCATE raw.frame, guard.audit, keep.seal, keep.seal_raw, keep.seal_audit;"
            "INSERT INTO raw.frame TABLE public.f; INSERT INTO guard.audit TABLE public.a;"
            "INSERT INTO keep.seal TABLE public.s; INSERT INTO keep.seal_raw TABLE public.r;"
            "INSERT INTO keep.seal_audit TABLE public.t");
    }
    assert_sound (fixture, 6);
}

/* A month in an archive is not lost, as long as it is there. */
static void
test_retired_is_no_loss (Fixture *fixture, gconstpointer data)
{
    static const struct {
        const char *sql;
        gboolean is_lost;
    } steps[] = {
        { "DELETE FROM raw.frame", TRUE },
        { "INSERT INTO raw.retired_month (month, n_frames, n_chains, archive, sha256, retired_by,"
          " reason) SELECT DISTINCT date_trunc ('month', day)::date, 1, 1, 'file', sha256 "
          "('\\x01'),"
          " 'owner', 'old' FROM keep.seal_raw",
          FALSE },
        { "UPDATE raw.retired_month SET restored_at = now (), restored_by = 'owner',"
          " restored_reason = 'asked for'",
          TRUE },
    };

    seal_three_times (fixture);
    for (size_t i = 0; i < G_N_ELEMENTS (steps); i++) {
        g_autofree char *fault = NULL;

        tally_test_db_script (fixture->base, steps[i].sql);
        fault = verify (fixture, TRUE, NULL);
        g_assert_true ((fault != NULL) == steps[i].is_lost);
    }
}

/* The step looks at the file before it seals: it does not go on where seals were cut off. */
static void
test_cut_is_not_sealed_over (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *n = NULL;
    TallySeal seal;

    seal_three_times (fixture);
    tally_test_db_script (fixture->base, "DELETE FROM keep.seal WHERE no = 3");
    g_assert_false (try_seal (fixture, &seal, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message,
                              "seals.txt ends with seal 3 of 2026-03-01T02:00:00Z, which is not"));
    n = tally_test_db_ask (fixture->base, "SELECT count (*) FROM keep.seal");
    g_assert_cmpstr (n, ==, "2");
}

static char *
read_file (Fixture *fixture)
{
    char *text = NULL;

    g_assert_true (g_file_get_contents (fixture->file, &text, NULL, NULL));
    return text;
}

static void
write_file (Fixture *fixture, const char *text)
{
    g_assert_true (g_file_set_contents (fixture->file, text, -1, NULL));
}

/* Each field of the second line, one digit of it another one: named with its line. */
static void
test_lines_changed (Fixture *fixture, gconstpointer data)
{
    g_autofree char *good = NULL;
    g_auto(GStrv) lines = NULL;
    g_autofree char *text = NULL;
    g_autofree char *fault = NULL;

    seal_three_times (fixture);
    good = read_file (fixture);
    lines = g_strsplit (good, "\n", -1);
    g_assert_cmpuint (g_strv_length (lines), ==, 4);
    for (int field = 0; field < 6; field++) {
        g_auto(GStrv) words = g_strsplit (lines[1], " ", -1);
        char *digit = words[field] + (field == 1 ? 18 : 0);
        g_autofree char *said = NULL;
        g_autofree char *line = NULL;
        g_autofree char *changed = NULL;

        *digit = *digit == '3' ? '4' : '3';
        line = g_strjoinv (" ", words);
        changed = g_strdup_printf ("%s\n%s\n%s\n", lines[0], line, lines[2]);
        write_file (fixture, changed);
        said = verify (fixture, TRUE, NULL);
        g_assert_cmpstr (said, ==,
                         field == 0 ? "FILE: line 2: seal 3 was not signed with this key"
                                    : "FILE: line 2: seal 2 was not signed with this key");
    }
    text = g_strdup_printf ("%s\n%s\n", lines[0], lines[2]);
    write_file (fixture, text);
    fault = verify (fixture, TRUE, NULL);
    g_assert_cmpstr (fault, ==, "FILE: line 2: seal 3 follows seal 1");

    /* Older lines were put away: those that are left are believed. */
    write_file (fixture, good + strlen (lines[0]) + 1);
    fixture->key[3] ^= 1;
    g_free (fault);
    fault = verify (fixture, TRUE, NULL);
    g_assert_cmpstr (fault, ==, "FILE: line 1: seal 2 was not signed with this key");
}

/* Whatever a crash left of the file, the next seal finds the lines before it whole, and once. */
static void
test_crash_between (Fixture *fixture, gconstpointer data)
{
    g_autofree char *good = NULL;
    g_autofree char *first = NULL;
    g_autofree char *file = g_steal_pointer (&fixture->file);
    g_autoptr(GError) error = NULL;
    TallySeal seal;

    /* The file can not be written: the seal is made once, however often it is tried. */
    fixture->file = g_build_filename (fixture->folder, "nowhere", "seals.txt", NULL);
    for (int i = 0; i < 3; i++) {
        g_assert_false (try_seal (fixture, &seal, &error));
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
        g_clear_error (&error);
    }
    g_free (fixture->file);
    fixture->file = g_steal_pointer (&file);
    g_assert_cmpint (seal_all (fixture).no, ==, 2);
    assert_sound (fixture, 0);

    good = read_file (fixture);
    for (size_t left = 0; left <= strlen (good); left += 97) {
        g_autofree char *torn = g_strndup (good, left);
        g_autofree char *now = NULL;

        write_file (fixture, torn);
        seal_all (fixture);
        now = read_file (fixture);
        g_assert_true (g_str_has_prefix (now, good));
        assert_sound (fixture, 0);
    }
    first = g_strdelimit (g_strdup (good), "\n", '\0');
    g_free (g_steal_pointer (&good));
    good = read_file (fixture);
    write_file (fixture, first);
    seal_all (fixture);
    assert_sound (fixture, 0);
}

static void
test_foreign_file (Fixture *fixture, gconstpointer data)
{
    static const char *const ends[] = { "hello\n", "hello", "1 \n\n" };
    g_autofree char *n = NULL;
    g_autoptr(GError) error = NULL;
    TallySeal seal;

    for (size_t i = 0; i < G_N_ELEMENTS (ends); i++) {
        g_autofree char *text = NULL;

        write_file (fixture, ends[i]);
        g_assert_false (try_seal (fixture, &seal, &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
        g_assert_nonnull (strstr (error->message, "seals.txt: its last line is no seal"));
        g_clear_error (&error);
        text = read_file (fixture);
        g_assert_cmpstr (text, ==, ends[i]);
    }
    g_chmod (fixture->key_file, 0640);
    g_assert_false (try_seal (fixture, &seal, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    n = tally_test_db_ask (fixture->base, "SELECT count (*) FROM keep.seal");
    g_assert_cmpstr (n, ==, "0");
}

typedef struct {
    Fixture *fixture;
    int64_t point_id;
} Worker;

static gboolean
append_and_regret (TallyDb *db, gpointer user_data, GError **error)
{
    if (append_all (db, user_data, error))
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "no");
    return FALSE;
}

static gpointer
write_frames (gpointer data)
{
    const Worker *worker = data;
    g_autoptr(TallyDb)
                   collector = tally_test_db_open_as (worker->fixture->base, "tally_collector");

    for (int i = 0; i < 30; i++) {
        g_autoptr(TallyCollectBatch) batch = a_frame (DAY + i % 2, worker->point_id, 1000 + i);

        append (collector, DAY + i % 2, worker->point_id, i);
        g_assert_false (tally_db_transact (collector, TALLY_ISOLATION_EACH_STATEMENT,
                                           append_and_regret, batch, NULL));
    }
    return NULL;
}

static gpointer
seal_often (gpointer data)
{
    const Worker *worker = data;

    for (int i = 0; i < 5; i++) {
        g_autoptr(GError) error = NULL;
        TallySeal seal;

        try_seal (worker->fixture, &seal, &error);
        g_assert_no_error (error);
    }
    return NULL;
}

/* Writers, some of whose frames are taken back, and two that seal at once. */
static void
test_at_once (Fixture *fixture, gconstpointer data)
{
    Worker workers[2 * N_THREADS];
    GThread *threads[2 * N_THREADS];
    g_autofree char *n = NULL;
    g_autofree char *fault = NULL;

    for (int i = 0; i < 2 * N_THREADS; i++) {
        workers[i] = (Worker){ fixture, i + 1 };
        threads[i] = g_thread_new ("worker", i < N_THREADS ? write_frames : seal_often,
                                   &workers[i]);
    }
    for (int i = 0; i < 2 * N_THREADS; i++)
        g_thread_join (threads[i]);
    seal_all (fixture);
    fault = verify (fixture, TRUE, NULL);
    g_assert_cmpstr (fault, ==, NULL);
    n = tally_test_db_ask (fixture->base, "SELECT count (*) || ' ' || max (no) || ' '"
                                          " || (SELECT max (seq) FROM keep.seal_raw)"
                                          " FROM keep.seal");
    g_assert_cmpstr (n, ==, "16 16 45");
}

/* Whoever holds a chain in an open transaction is in the next seal, and makes nobody wait. */
static void
test_open_transaction (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyDb) writer = tally_test_db_open_as (fixture->base, "tally_collector");
    g_autoptr(TallyCollectBatch) batch = a_frame (DAY, 1, 7);
    g_autoptr(GError) error = NULL;

    append (writer, DAY, 1, 1);
    g_assert_true (tally_db_script (writer, "BEGIN", &error));
    g_assert_true (append_all (writer, batch, &error));
    g_assert_cmpint (seal_all (fixture).n_leaves, ==, 1);
    g_assert_true (tally_db_script (writer, "COMMIT", &error));
    assert_sound (fixture, 1);
    g_assert_cmpint (seal_all (fixture).n_leaves, ==, 1);
    assert_sound (fixture, 2);
}

/* FILE and the keys stand for their paths. */
static char *
command (Fixture *fixture, const char *words, gboolean is_good)
{
    g_autofree char *public_key = g_build_filename (fixture->folder, "seal.pub", NULL);
    g_autoptr(GString) line = g_string_new (words);

    g_string_replace (line, "FILE", fixture->file, 0);
    g_string_replace (line, "SECRET", fixture->key_file, 0);
    g_string_replace (line, "PUBLIC", public_key, 0);
    return tally_test_ctl (fixture->base, line->str, is_good);
}

static const struct {
    const char *words;
    gboolean is_good;
    const char *says; /* NULL: the public key */
} commands[] = {
    { "seal show-key SECRET", TRUE, NULL },
    { "seal make-key SECRET", FALSE, "seal.key: File exists" },
    { "seal verify --file FILE --key PUBLIC", TRUE, "3 lines, 3 seals, 6 ends of chains" },
    { "seal verify --file FILE --key PUBLIC --json", TRUE, "\"lines\" : 3" },
    { "seal verify --file FILE --key FILE", FALSE, "seals.txt: a key is 64 hexadecimal digits" },
    { "seal verify --file PUBLIC --key PUBLIC", FALSE, "seal.pub: line 1: number, time" },
    { "seal verify --file /nowhere --key PUBLIC", FALSE, "/nowhere" },
    { "seal verify --file FILE", FALSE, "verify needs --file LINES and --key PUBLIC" },
    { "seal show", TRUE, "3 2026-03-01T02:00:00Z " },
    { "seal show --json", TRUE, "\"2 2026-03-01T01:00:00Z " },
    { "seal", FALSE, "say make-key FILE" },
    { "seal make-key", FALSE, "say make-key FILE" },
    { "verify seals", TRUE, "as it should be" },
};

static void
test_commands (Fixture *fixture, gconstpointer data)
{
    g_autofree char *public_key = g_build_filename (fixture->folder, "seal.pub", NULL);
    g_autofree char *key = NULL;
    g_autofree char *lost = NULL;
    g_autofree char *lost_too = NULL;

    seal_three_times (fixture);
    key = command (fixture, "seal show-key SECRET", TRUE);
    g_assert_cmpuint (strlen (key), ==, 65);
    g_assert_true (g_file_set_contents (public_key, key, -1, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS (commands); i++) {
        g_autofree char *said = command (fixture, commands[i].words, commands[i].is_good);

        g_assert_nonnull (strstr (said, commands[i].says != NULL ? commands[i].says : key));
    }
    tally_test_db_script (fixture->base, tamperings[0].sql);
    lost = command (fixture, "seal verify --file FILE --key PUBLIC", FALSE);
    g_assert_nonnull (strstr (lost, tamperings[0].fault));
    lost_too = command (fixture, "verify seals --json", FALSE);
    g_unlink (public_key);
}

/* What was sealed is no application role's to change. */
static void
test_append_only (Fixture *fixture, gconstpointer data)
{
    static const char *const deeds[] = {
        "DELETE FROM keep.seal",     "UPDATE keep.seal SET no = no + 1",
        "DELETE FROM keep.seal_raw", "UPDATE keep.seal_audit SET seq = 1",
        "TRUNCATE keep.seal_raw",
    };
    g_autoptr(TallyDb) db = tally_test_db_open_as (fixture->base, "tally_settle");

    for (size_t i = 0; i < G_N_ELEMENTS (deeds); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_false (tally_db_script (db, deeds[i], &error));
        g_assert_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN);
    }
}

void
tally_seal_cases_add (void)
{
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
    ADD ("/seal/tampering", test_tampering);
    ADD ("/seal/retired-is-no-loss", test_retired_is_no_loss);
    ADD ("/seal/cut-is-not-sealed-over", test_cut_is_not_sealed_over);
    ADD ("/seal/lines-changed", test_lines_changed);
    ADD ("/seal/crash-between", test_crash_between);
    ADD ("/seal/foreign-file", test_foreign_file);
    ADD ("/seal/at-once", test_at_once);
    ADD ("/seal/open-transaction", test_open_transaction);
    ADD ("/seal/append-only", test_append_only);
    ADD ("/seal/commands", test_commands);
#undef ADD
}
