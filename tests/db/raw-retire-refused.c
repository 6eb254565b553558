// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a month leaves the database only when a good archive has it, and only that archive brings
 * it back. */
#include "tests/db/raw-retire.h"

#include <signal.h>
#include <sys/resource.h>

static void
flip (const char *path, size_t offset)
{
    g_autofree char *content = NULL;
    gsize length;

    g_assert_true (g_file_get_contents (path, &content, &length, NULL));
    content[offset % length] ^= 0x10;
    g_assert_true (g_file_set_contents (path, content, (gssize) length, NULL));
}

static void
expect_bad (const char *path)
{
    g_autoptr(GError) error = NULL;
    TallyRawArchive archive;

    g_assert_false (tally_raw_archive_check (path, &archive, &error));
    g_assert_true (g_str_has_prefix (error->message, path));
}

/* A byte turned anywhere, an end that is missing, or bytes behind it: no such file brings a month
 * back. */
static void
test_tampered (Fixture *fixture, gconstpointer data)
{
    g_autofree char *good = NULL;
    g_autoptr(GError) error = NULL;
    gsize length;

    retire (fixture);
    g_assert_true (g_file_get_contents (fixture->archive, &good, &length, NULL));
    for (size_t offset = 0; offset < length; offset += offset < 64 ? 1 : 97) {
        flip (fixture->archive, offset);
        expect_bad (fixture->archive);
        flip (fixture->archive, offset);
    }
    for (size_t n = 0; n < length; n += n < 64 ? 13 : length / 9) {
        g_assert_true (g_file_set_contents (fixture->archive, good, (gssize) n, NULL));
        expect_bad (fixture->archive);
    }
    g_assert_false (restore (fixture, fixture->archive, &error));
    g_clear_error (&error);
    good = g_realloc (good, length + 1);
    g_assert_true (g_file_set_contents (fixture->archive, good, (gssize) length + 1, NULL));
    expect_bad (fixture->archive);
    g_assert_false (restore (fixture, fixture->archive, &error));
    verify (fixture, 16);
    g_clear_error (&error);
    g_assert_true (g_file_set_contents (fixture->archive, good, (gssize) length, NULL));
    restore (fixture, fixture->archive, &error);
    g_assert_no_error (error);
    verify (fixture, 40);
}

/* A good archive of other frames of that month is not its archive. */
static void
test_another_archive (Fixture *fixture, gconstpointer data)
{
    g_autofree char *older = g_build_filename (fixture->folder, "older.gtraw", NULL);
    g_autoptr(TallyCollectBatch) batch = tally_collect_batch_new ();
    TallyRetireOrder order = order_of (fixture, MARCH);
    g_autoptr(GError) error = NULL;
    TallyRawArchive archive;

    retire (fixture);
    restore (fixture, fixture->archive, &error);
    g_assert_no_error (error);
    add (batch, 1, 9, MARCH, 5);
    take (fixture, batch, 1, 0);
    g_assert_false (retire_as (fixture, "tally_owner", &order, &error));
    g_assert_error (error, TALLY_ERROR,
                    TALLY_ERROR_EXISTS); /* its name is taken by the older one */
    g_clear_error (&error);
    verify (fixture, 41);

    g_assert_cmpint (g_rename (fixture->archive, older), ==, 0);
    tally_test_db_script (fixture->base, "DELETE FROM raw.frame WHERE point_id = 9");
    retire (fixture);
    tally_test_db_script (fixture->base, "UPDATE raw.retired_month SET sha256 = sha256 ('')");
    g_assert_true (tally_raw_archive_check (older, &archive, &error));
    g_assert_false (restore (fixture, older, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "is not the archive of 2014-03"));
    verify (fixture, 16);
}

typedef struct {
    const char *name;
    const char *sql;    /* before */
    const char *role;   /* NULL: owner */
    const char *file;   /* content of what has the archive's name */
    const char *folder; /* NULL: a good one */
    int32_t day;        /* 0: March */
    const char *reason; /* NULL: a good one */
    int64_t now;        /* 0: today */
    gboolean is_full;
    const char *says;
} Refusal;

static const Refusal refusals[] = {
    /* From March 2014 to March 2024 there are 120 months, to April 121. */
    { .name = "young",
      .now = INT64_C (1709300000), /* 2024-03-01 */
      .says = "2014-03 is too young: raw frames stay for 120 months after theirs (raw.retention)" },
    { .name = "younger-than-set",
      .sql = "UPDATE raw.retention SET keep_months = 152",
      .says = "stay for 152 months" },
    { .name = "future", .day = MARCH + 36500, .says = "too young" },
    { .name = "empty", .day = MARCH - 400, .says = "2013-01 has no raw frames" },
    { .name = "no-reason", .reason = "", .says = "reason: it is needed" },
    { .name = "changed-frame",
      .sql = "UPDATE raw.frame SET payload = set_byte (payload, 3, 7) WHERE day = '2014-03-02'"
             " AND district_id = 2 AND seq = 3",
      .says = "raw.frame district 2 day 2014-03-02 seq 3: its content does not match its digest" },
    { .name = "missing-frame",
      .sql = "DELETE FROM raw.frame WHERE day = '2014-03-31' AND district_id = 1 AND seq = 2",
      .says = "raw.frame district 1 day 2014-03-31 seq 3: a frame before it is missing" },
    { .name = "other-file", .file = "an old letter", .says = "it is no good archive" },
    { .name = "no-folder", .folder = "/nonexistent", .says = "No such file or directory" },
    { .name = "full-disk", .is_full = TRUE, .says = "File too large" },
    { .name = "settle", .role = "tally_settle", .says = "permission denied" },
    { .name = "collector", .role = "tally_collector", .says = "permission denied" },
    { .name = "auditor", .role = "tally_auditor", .says = "permission denied" },
};

/* What the file system gives when it is full, to a file of more than 2,000 bytes. */
static void
limit_files (gboolean is_limited)
{
    struct rlimit limit;

    signal (SIGXFSZ, SIG_IGN);
    g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
    limit.rlim_cur = is_limited ? 2000 : limit.rlim_max;
    g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Nothing changes then, and nothing is left behind. */
static void
expect_refused (Fixture *fixture, const Refusal *refusal)
{
    TallyRetireOrder order = order_of (fixture, refusal->day != 0 ? refusal->day : MARCH);
    g_autofree char *before = NULL;
    g_autofree char *content = NULL;
    g_autoptr(GError) error = NULL;

    if (refusal->sql != NULL)
        tally_test_db_script (fixture->base, refusal->sql);
    if (refusal->file != NULL)
        g_assert_true (g_file_set_contents (fixture->archive, refusal->file, -1, NULL));
    order.folder = refusal->folder != NULL ? refusal->folder : order.folder;
    order.reason = refusal->reason != NULL ? refusal->reason : order.reason;
    order.now = refusal->now != 0 ? refusal->now : order.now;
    before = tally_test_db_ask (fixture->base, ALL_FRAMES);
    limit_files (refusal->is_full);
    g_assert_false (
        retire_as (fixture, refusal->role != NULL ? refusal->role : "tally_owner", &order, &error));
    limit_files (FALSE);
    if (strstr (error->message, refusal->says) == NULL)
        g_error ("%s: %s", refusal->name, error->message);
    expect_whole (fixture, before);
    g_assert_true (g_file_get_contents (fixture->archive, &content, NULL, NULL)
                   == (refusal->file != NULL));
    g_assert_cmpstr (content, ==, refusal->file);
    g_unlink (fixture->archive);
}

/* Those that change frames have a database each. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
    expect_refused (fixture, data);
}

static void
test_refused_as_it_is (Fixture *fixture, gconstpointer data)
{
    for (size_t i = 0; i < G_N_ELEMENTS (refusals); i++) {
        if (refusals[i].sql == NULL)
            expect_refused (fixture, &refusals[i]);
    }
}

/* Killed while it wrote, it leaves half a draft; killed after, an archive and the month: either is
 * done to the end by the next run. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
    g_autofree char *draft = g_strconcat (fixture->archive, ".part", NULL);
    g_autofree char *before = tally_test_db_ask (fixture->base, ALL_FRAMES);
    g_autoptr(GError) error = NULL;
    g_autofree char *content = NULL;
    gsize length;

    g_assert_true (g_file_set_contents (draft, "half a draft", -1, NULL));
    retire (fixture);
    g_assert_false (g_file_test (draft, G_FILE_TEST_EXISTS));
    restore (fixture, fixture->archive, &error);
    g_assert_no_error (error);

    /* The file of above is what a run left that was killed before the transaction. */
    g_assert_true (g_file_get_contents (fixture->archive, &content, &length, NULL));
    g_assert_true (g_file_set_contents (draft, content, 1000, NULL));
    retire (fixture);
    g_assert_false (g_file_test (draft, G_FILE_TEST_EXISTS));
    restore (fixture, fixture->archive, &error);
    g_assert_no_error (error);
    expect_whole (fixture, before);
}

/* Frames that came between the archive and the end of the month stay, and so does the month. */
static void
test_came_meanwhile (Fixture *fixture, gconstpointer data)
{
    g_autofree char *before = tally_test_db_ask (fixture->base, ALL_FRAMES);
    g_autoptr(TallyDb) owner = tally_test_db_open_as (fixture->base, "tally_owner");
    TallyRawArchive archive = {
        .head = { .month = tally_month_of ((TallyDay){ MARCH }), .n_frames = 23, .n_chains = 6 }
    };
    g_autoptr(GError) error = NULL;

    g_assert_false (
        tally_raw_retired_store_close (owner, &archive, "raw.gtraw", "anna", "old", &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_BUSY);
    g_assert_nonnull (strstr (error->message, "has 24 frames and the archive 23"));
    expect_whole (fixture, before);
}

void
raw_retire_add_refusals (void)
{
#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)
    ADD ("/raw/retire/tampered", NULL, test_tampered);
    ADD ("/raw/retire/another-archive", NULL, test_another_archive);
    for (size_t i = 0; i < G_N_ELEMENTS (refusals); i++) {
        g_autofree char *path = g_strconcat ("/raw/retire/refused/", refusals[i].name, NULL);

        if (refusals[i].sql != NULL)
            ADD (path, &refusals[i], test_refused);
    }
    ADD ("/raw/retire/refused/as-it-is", NULL, test_refused_as_it_is);
    ADD ("/raw/retire/killed", NULL, test_killed);
    ADD ("/raw/retire/came-meanwhile", NULL, test_came_meanwhile);
}
