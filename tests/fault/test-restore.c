// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: full copy, incremental copy and log together give back the very state of a chosen second;
 * a damaged copy is refused by name, and nothing is ever overwritten. */
#include "server/db/tally-cluster.h"
#include "server/keep/tally-backup-store.h"
#include "server/keep/tally-backup.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-cluster.h"
#include "tests/lib/tally-test-process.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define N_MOMENTS 4
#define N_FLIPS 1

/** Moment: a whole second, between two writes, and what was stored then */
typedef struct {
    gint64 second;
    char *state;
} Moment;

static char *
state_of (const char *conninfo)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PGresult) rows = tally_backup_state (conninfo, &error);
    GString *text = g_string_new (NULL);

    g_assert_no_error (error);
    for (int i = 0; i < PQntuples (rows); i++)
        g_string_append_printf (text, "%s=%s\n", PQgetvalue (rows, i, 0), PQgetvalue (rows, i, 1));
    return g_string_free (text, FALSE);
}

static void
do_sql (const char *conninfo, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, "postgres", &error);

    g_assert_no_error (error);
    tally_db_script (db, sql, &error);
    g_assert_no_error (error);
}

static void
write_some (const char *conninfo)
{
    int n = g_test_rand_int_range (1, 20);

    for (int i = 0; i < n; i++) {
        int amount = g_test_rand_int_range (1, 100000);
        g_autofree char *sql = g_strdup_printf (
            "SELECT ledger.post (1, gen_random_uuid (), 'manual', gen_random_uuid ()::text,"
            " '2026-06-01', 'me', '{cash,bank}', '{NULL,NULL}', '{NULL,NULL}', '{NULL,NULL}',"
            " '{%d,-%d}', NULL);"
            "SELECT guard.record (1, 'api', 'wang', '::1', 'look', 'bill %d', NULL, NULL, '')",
            amount, amount, amount);

        do_sql (conninfo, sql);
    }
}

static void
wait_past (gint64 second)
{
    while (g_get_real_time () <= second * G_USEC_PER_SEC)
        g_usleep (5000);
}

static Moment
note_moment (const char *conninfo)
{
    Moment moment = { 0 };

    write_some (conninfo);
    moment.state = state_of (conninfo);
    moment.second = g_get_real_time () / G_USEC_PER_SEC + 1;
    wait_past (moment.second);
    return moment;
}

static void
make_copy (const char *dir, const char *type)
{
    g_autoptr(GError) error = NULL;

    tally_backup_make (dir, type, &error);
    g_assert_no_error (error);
}

static void
check_back (const char *repository, const char *top, const Moment *moment)
{
    g_autofree char *dir = g_build_filename (top, "back", NULL);
    g_autofree char *found = NULL;
    g_autoptr(GDateTime) to = g_date_time_new_from_unix_utc (moment->second);
    g_autoptr(GError) error = NULL;
    TallyCluster *cluster;

    tally_backup_restore (repository, dir, to, &error);
    g_assert_no_error (error);
    cluster = tally_test_cluster_start (dir);
    found = state_of (tally_cluster_get_conninfo (cluster));
    g_assert_cmpstr (found, ==, moment->state);
    write_some (tally_cluster_get_conninfo (cluster)); /* it is whole: it takes more */
    tally_test_cluster_stop (cluster);

    g_assert_false (tally_backup_restore (repository, dir, NULL, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "never overwrites"));
    tally_backup_remove (dir, NULL);
}

/* Of the newest copy alone, whose every byte a restore needs. */
static char *
find_bundle (const char *repository)
{
    g_autofree char *line = g_strdup_printf ("sh -c 'ls -d %s/backup/gridtally/*I/bundle/1'",
                                             repository);
    g_autofree char *out = NULL;
    g_autoptr(GError) error = NULL;

    g_spawn_command_line_sync (line, &out, NULL, NULL, &error);
    g_assert_no_error (error);
    return g_strdup (g_strchomp (out));
}

static void
flip (const char *path, glong offset)
{
    FILE *file = g_fopen (path, "r+");
    int byte;

    g_assert_nonnull (file);
    g_assert_cmpint (fseek (file, offset, SEEK_SET), ==, 0);
    byte = fgetc (file);
    g_assert_cmpint (fseek (file, offset, SEEK_SET), ==, 0);
    g_assert_cmpint (fputc (byte ^ (1 << g_test_rand_int_range (0, 8)), file), !=, EOF);
    g_assert_cmpint (fclose (file), ==, 0);
}

static void
check_flips (const char *repository, const char *top)
{
    g_autofree char *bundle = find_bundle (repository);
    g_autofree char *dir = g_build_filename (top, "damaged", NULL);
    g_autofree char *left = g_build_filename (dir, "postgres", NULL);
    g_autofree char *whole = NULL;
    size_t length;

    g_assert_true (g_file_get_contents (bundle, &whole, &length, NULL));
    for (int i = 0; i < N_FLIPS; i++) {
        g_autoptr(GError) error = NULL;

        flip (bundle, g_test_rand_int_range (0, (int) length));
        g_assert_false (tally_backup_restore (repository, dir, NULL, &error));
        g_test_message ("%s", error->message);
        g_assert_nonnull (strstr (error->message, "error restoring '"));
        g_assert_nonnull (strstr (error->message, "does not match expected checksum"));
        g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
        g_assert_true (g_file_set_contents (bundle, whole, (gssize) length, NULL));
        g_assert_cmpint (g_chmod (bundle, 0644), ==, 0); /* as root: its owner reads it again */
    }
}

static void
check_refusals (const char *dir, const char *repository, const char *top)
{
    g_autofree char *odd = g_build_filename (top, "with space", NULL);
    g_autofree char *open = g_build_filename (top, "open", NULL);
    g_autoptr(GError) error = NULL;

    g_assert_false (tally_backup_make (dir, "full", &error));
    g_assert_nonnull (strstr (error->message, "backup init"));
    g_clear_error (&error);
    g_assert_false (tally_backup_init (dir, odd, 2, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_cmpint (g_mkdir (open, 0755), ==, 0);
    g_assert_false (tally_backup_init (dir, open, 2, &error));
    g_assert_nonnull (strstr (error->message, "mode 0700"));
    g_clear_error (&error);

    tally_backup_init (dir, repository, 2, &error);
    g_assert_no_error (error);
    g_assert_false (tally_backup_init (dir, repository, 2, &error));
    g_assert_nonnull (strstr (error->message, "already"));
}

static void
check_conf (const char *dir)
{
    g_autofree char *conf = g_build_filename (dir, "postgres/pgbackrest.conf", NULL);
    struct stat info;

    g_assert_cmpint (g_stat (conf, &info), ==, 0);
    g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    g_assert_cmpint (info.st_uid, !=, 0);
}

static void
test_any_second (void)
{
    char *dir = tally_test_cluster_dir_new ();
    g_autofree char *top = g_path_get_dirname (dir);
    g_autofree char *repository = g_build_filename (top, "copies", NULL);
    TallyCluster *cluster = tally_test_cluster_start (dir);
    const char *conninfo = tally_cluster_get_conninfo (cluster);
    Moment moments[N_MOMENTS];
    g_autoptr(GError) error = NULL;

    check_refusals (dir, repository, top);
    check_conf (dir);
    write_some (conninfo);
    make_copy (dir, "full");
    write_some (conninfo);
    make_copy (dir, "incr");
    wait_past (g_get_real_time () / G_USEC_PER_SEC + 1); /* a moment is at least 1 s after it */
    for (int i = 0; i < N_MOMENTS; i++)
        moments[i] = note_moment (conninfo);
    write_some (conninfo);
    tally_backup_check (dir, &error); /* the log is in the repository */
    g_assert_no_error (error);
    tally_test_cluster_stop (cluster);

    for (int i = tally_test_process_fault_runs (1); i > 0; i--)
        check_back (repository, top, &moments[g_test_rand_int_range (0, N_MOMENTS)]);
    check_flips (repository, top);
    for (int i = 0; i < N_MOMENTS; i++)
        g_free (moments[i].state);
    tally_test_cluster_dir_remove (dir);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);

    g_test_add_func ("/restore/any-second", test_any_second);

    return g_test_run ();
}
