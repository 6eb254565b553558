// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: when the disk of the collector's spool or of a folder for exports is full, what was kept
 * before stays, nothing partial is there, the words say so, and it works again by itself once there
 * is space. */
#include "server/collect/tally-collect-spool.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-db.h"
#include "tests/lib/tally-test-small-disk.h"
#include "tests/lib/tally-test-utility.h"

#include <glib/gstdio.h>
#include <string.h>

#define MEGABYTES 16
#define KILOBYTES_LEFT 600
#define DAY 20777
#define N_CUSTOMERS 30

/* 2026-11-01 and fifteen days more: 46,080 lines of some 70 bytes. */
static const TallyDays period = { { 20758 }, { 20774 } };

typedef struct {
    char *folder;
    TallyTestSmallDisk *disk; /* NULL: this process may not mount, and the test is skipped */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    fixture->folder = g_dir_make_tmp ("tally-full-XXXXXX", &error);
    g_assert_no_error (error);
    fixture->disk = tally_test_small_disk_new (fixture->folder, MEGABYTES);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
    g_clear_pointer (&fixture->disk, tally_test_small_disk_free);
    g_rmdir (fixture->folder);
    g_free (fixture->folder);
}

/* A day of quarter-hours that do not pack well. */
static TallyCollectBatch *
new_batch (void)
{
    TallyCollectBatch *batch = tally_collect_batch_new ();
    int64_t values[96];

    for (int point = 0; point < 40; point++) {
        TallyCollectFrame head = { .district_id = 1,
                                   .day = DAY,
                                   .point_id = point,
                                   .meter_id = point,
                                   .channel = 1,
                                   .kind = TALLY_FRAME_INTERVAL,
                                   .first_at = INT64_C (86400) * DAY,
                                   .interval_s = 900 };

        for (int i = 0; i < 96; i++)
            values[i] = g_test_rand_int ();
        g_assert_true (tally_collect_batch_add_values (batch, &head, values, NULL, 96, NULL));
    }
    return batch;
}

static TallyCollectSpool *
open_spool (Fixture *fixture)
{
    g_autofree char *path = g_build_filename (fixture->folder, "spool.db", NULL);
    g_autoptr(GError) error = NULL;
    TallyCollectSpool *spool = tally_collect_spool_open (path, TALLY_SPOOL_MAX_BYTES, &error);

    g_assert_no_error (error);
    return spool;
}

/* Notes the id of what was acknowledged. */
static gboolean
put (TallyCollectSpool *spool, GByteArray *ids, GError **error)
{
    g_autoptr(TallyCollectBatch) batch = new_batch ();

    if (!tally_collect_spool_put (spool, batch, error))
        return FALSE;
    g_byte_array_append (ids, tally_collect_batch_get_id (batch), TALLY_BATCH_ID_BYTES);
    return TRUE;
}

/* Every batch that was acknowledged is there, in order, and no other. */
static void
check_spool (Fixture *fixture, const GByteArray *ids)
{
    g_autoptr(TallyCollectSpool) spool = open_spool (fixture);
    g_autoptr(GByteArray) found = g_byte_array_new ();
    g_autoptr(GError) error = NULL;
    TallySpoolState state;
    int64_t place = 0;

    for (;;) {
        g_autoptr(TallyCollectBatch)
                       batch = tally_collect_spool_peek (spool, place, &place, &error);
        size_t n;

        g_assert_no_error (error);
        if (batch == NULL)
            break;
        tally_collect_batch_get_frames (batch, &n);
        g_assert_cmpint (n, ==, 40);
        g_byte_array_append (found, tally_collect_batch_get_id (batch), TALLY_BATCH_ID_BYTES);
    }
    g_assert_cmpmem (found->data, found->len, ids->data, ids->len);
    g_assert_true (tally_collect_spool_get_state (spool, &state, &error));
    g_assert_cmpint (state.n_damaged, ==, 0);
}

static void
test_spool (Fixture *fixture, gconstpointer data)
{
    g_autoptr(TallyCollectSpool) spool = NULL;
    g_autoptr(GByteArray) ids = g_byte_array_new ();
    g_autoptr(GError) error = NULL;

    if (fixture->disk == NULL)
        return;
    spool = open_spool (fixture);
    tally_test_small_disk_fill (fixture->disk, KILOBYTES_LEFT);
    for (int i = 0; i < 1000 && put (spool, ids, &error); i++)
        ;
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_BUSY);
    g_test_message ("after %u batches: %s", ids->len / TALLY_BATCH_ID_BYTES, error->message);
    g_assert_nonnull (strstr (error->message, "full"));
    g_assert_cmpuint (ids->len, >, 0);
    for (int i = 0; i < 20; i++)
        g_assert_false (put (spool, ids, NULL));

    tally_test_small_disk_relieve (fixture->disk);
    for (int i = 0; i < 20; i++) {
        g_clear_error (&error);
        put (spool, ids, &error);
        g_assert_no_error (error);
    }
    g_clear_object (&spool);
    check_spool (fixture, ids);
}

/* Gives the exit status of `gridtallyctl export`, and what it said. */
static int
export_all (TallyTestDb *base, const char *path, char **said)
{
    g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "..", "server", "ctl",
                                                      "gridtallyctl", NULL);
    const char *argv[] = { program,  "export",     "--database", tally_test_db_conninfo (base),
                           "--from", "2026-11-01", "--to",       "2026-11-17",
                           path,     NULL };
    g_autoptr(GError) error = NULL;
    int status;

    g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, said, &status,
                  &error);
    g_assert_no_error (error);
    return status;
}

static void
assert_only (const char *folder, const char *name)
{
    g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);

    g_assert_cmpstr (g_dir_read_name (dir), ==, name);
    g_assert_null (g_dir_read_name (dir));
}

static void
test_export (Fixture *fixture, gconstpointer data)
{
    TallyTestUtility utility = { .district_id = 1, .n_customers = N_CUSTOMERS, .period = period };
    g_autofree char *outbox = g_build_filename (fixture->folder, "outbox", NULL);
    g_autofree char *path = g_build_filename (outbox, "readings.csv", NULL);
    TallyTestDb *base = NULL;
    g_autofree char *content = NULL;
    g_autofree char *said = NULL;

    if (fixture->disk == NULL)
        return;
    base = tally_test_db_new ();
    {
        g_autoptr(TallyDb) owner = tally_test_db_open_as (base, "tally_owner");
        g_autoptr(TallyDb) settle = tally_test_db_open_as (base, "tally_settle");

        tally_test_utility_load (owner, settle, &utility);
    }
    g_mkdir (outbox, 0755);
    g_assert_true (g_file_set_contents (path, "old", -1, NULL));
    tally_test_small_disk_fill (fixture->disk, KILOBYTES_LEFT);
    g_assert_cmpint (export_all (base, path, &said), !=, 0);
    g_test_message ("%s", said);
    g_assert_nonnull (strstr (said, "No space left on device"));
    assert_only (outbox, "readings.csv");
    g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
    g_assert_cmpstr (content, ==, "old");

    tally_test_small_disk_relieve (fixture->disk);
    g_clear_pointer (&said, g_free);
    g_clear_pointer (&content, g_free);
    g_assert_cmpint (export_all (base, path, &said), ==, 0);
    assert_only (outbox, "readings.csv");
    g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
    g_assert_true (g_str_has_prefix (content, "point,channel,start,interval_s,value,quality\n"));
    g_assert_true (g_str_has_suffix (content, ",A\n"));
    tally_test_db_free (base);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add ("/full-folder/spool", Fixture, NULL, set_up, test_spool, tear_down);
    g_test_add ("/full-folder/export", Fixture, NULL, set_up, test_export, tear_down);

    return g_test_run ();
}
