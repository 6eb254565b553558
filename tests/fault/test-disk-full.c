// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: when the disk of PostgreSQL's data or of its log is full, a batch is refused whole with
 * words that say so, nothing acknowledged is lost, and 30 s after space has come back batches go
 * in again without anybody's help. */
#include "server/db/tally-cluster.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-cluster.h"
#include "tests/lib/tally-test-ingest.h"
#include "tests/lib/tally-test-small-disk.h"

#include <glib/gstdio.h>
#include <string.h>

#define MEGABYTES 320
#define WORKS_AGAIN_S 30

typedef struct {
    const char *name;
    const char *on_disk; /* what lies on the small disk, below the cluster's directory */
    int kilobytes_left;  /* enough for PostgreSQL itself, not for what is coming */
    const char *words;   /* of the refusal, where PostgreSQL lives to give one */
} Case;

static const Case cases[] = {
    { "data", "postgres/data/base", 2048, "No space left on device" },
    { "wal", "postgres/data/pg_wal", 64, NULL },
};

/* Puts a small disk in the place of a directory of a stopped cluster. */
static TallyTestSmallDisk *
move_to_small_disk (const char *dir, const char *part)
{
    g_autofree char *place = g_build_filename (dir, part, NULL);
    g_autofree char *old = g_strconcat (place, ".old", NULL);
    g_autofree char *from = g_build_filename (old, ".", NULL);
    const char *copy[] = { "cp", "-a", from, place, NULL };
    const char *forget[] = { "rm", "-rf", "--", old, NULL };
    TallyTestSmallDisk *disk;

    g_assert_cmpint (g_rename (place, old), ==, 0);
    g_assert_cmpint (g_mkdir (place, 0700), ==, 0);
    disk = tally_test_small_disk_new (place, MEGABYTES);
    if (disk == NULL)
        return NULL;
    tally_test_run (copy);
    tally_test_run (forget);
    return disk;
}

/* The main loop supervises the cluster. */
static void
turn_for (int ms)
{
    gint64 end = g_get_monotonic_time () + ms * 1000;

    while (g_get_monotonic_time () < end) {
        g_main_context_iteration (NULL, FALSE);
        g_usleep (1000);
    }
}

/* Stores until the disk is full. */
static void
store_until_refused (TallyTestIngest *ingest, const Case *each)
{
    g_autoptr(GError) error = NULL;

    for (int i = 0; i < 5000 && tally_test_ingest_store (ingest, &error); i++)
        turn_for (1);
    g_assert_nonnull (error);
    g_test_message ("after %d batches: %s", ingest->n_acknowledged, error->message);
    if (each->words != NULL)
        g_assert_nonnull (strstr (error->message, each->words));
    g_assert_true (g_error_matches (error, TALLY_ERROR, TALLY_ERROR_BUSY)
                   || g_error_matches (error, TALLY_ERROR, TALLY_ERROR_OFFLINE));
}

/* As long as the disk is full nothing goes in, and nothing falls over either. */
static void
stay_refused (TallyTestIngest *ingest)
{
    for (int i = 0; i < 20; i++) {
        g_autoptr(GError) error = NULL;

        turn_for (100);
        g_assert_false (tally_test_ingest_store (ingest, &error));
        g_assert_true (g_error_matches (error, TALLY_ERROR, TALLY_ERROR_BUSY)
                       || g_error_matches (error, TALLY_ERROR, TALLY_ERROR_OFFLINE));
    }
}

static void
store_again (TallyTestIngest *ingest)
{
    gint64 began = g_get_monotonic_time ();
    int goal = ingest->n_acknowledged + 10;

    while (ingest->n_acknowledged < goal) {
        g_autoptr(GError) error = NULL;

        if (!tally_test_ingest_store (ingest, &error))
            turn_for (100);
        g_assert_cmpint (g_get_monotonic_time () - began, <, WORKS_AGAIN_S * G_USEC_PER_SEC);
    }
    g_test_message ("works again after %d ms", (int) ((g_get_monotonic_time () - began) / 1000));
}

static void
test_disk_full (gconstpointer data)
{
    const Case *each = data;
    char *dir = tally_test_cluster_dir_new ();
    g_autoptr(TallyTestSmallDisk) disk = NULL;
    g_auto(TallyTestIngest) ingest = { 0 };
    TallyCluster *cluster;

    tally_test_cluster_stop (tally_test_cluster_start (dir));
    disk = move_to_small_disk (dir, each->on_disk);
    if (disk != NULL) {
        cluster = tally_test_cluster_start (dir);
        tally_test_ingest_init (&ingest, tally_cluster_get_conninfo (cluster));
        g_assert_true (tally_test_ingest_store (&ingest, NULL));
        tally_test_small_disk_fill (disk, each->kilobytes_left);
        store_until_refused (&ingest, each);
        tally_test_small_disk_fill (disk, 0);
        stay_refused (&ingest);
        tally_test_small_disk_relieve (disk);
        store_again (&ingest);
        tally_test_ingest_check (&ingest);
        tally_test_cluster_check (ingest.conninfo);
        tally_test_cluster_stop (cluster);
        g_clear_pointer (&disk, tally_test_small_disk_free);
    }
    tally_test_cluster_dir_remove (dir);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    /* What the cluster tells of its crashes is what this test is about. */
    g_log_set_always_fatal (G_LOG_FATAL_MASK);

    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *path = g_strconcat ("/disk-full/", cases[i].name, NULL);

        g_test_add_data_func (path, &cases[i], test_disk_full);
    }

    return g_test_run ();
}
