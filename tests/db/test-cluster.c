// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: a private cluster comes up from nothing, from a crash and from leftovers,
 * belongs to one program, and a server that may lose data is refused. */
#include "server/db/tally-cluster.h"
#include "server/db/tally-durable.h"
#include "server/db/tally-sql.h"
#include "shared/error/tally-error.h"
#include "tests/lib/tally-test-cluster.h"
#include "tests/lib/tally-test-db.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
ask_as (const char *conninfo, const char *user, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyDb) db = tally_db_open_as (conninfo, user, &error);
    g_autoptr(PGresult) rows = NULL;

    g_assert_no_error (error);
    rows = PQexec (tally_db_get_conn (db), sql);
    tally_sql_check (tally_db_get_conn (db), rows, &error);
    g_assert_no_error (error);
    return g_strdup (PQntuples (rows) > 0 ? PQgetvalue (rows, 0, 0) : "");
}

static void
expect (TallyCluster *cluster, const char *user, const char *sql, const char *answer)
{
    g_autofree char *found = ask_as (tally_cluster_get_conninfo (cluster), user, sql);

    g_assert_cmpstr (found, ==, answer);
}

static void
check_only_ours (TallyCluster *cluster, const char *dir)
{
    g_autofree char *proc = g_strdup_printf ("/proc/%d", tally_cluster_get_pid (cluster));
    g_autofree char *top = g_build_filename (dir, "postgres", NULL);
    struct stat info;

    g_assert_cmpint (stat (proc, &info), ==, 0);
    g_assert_cmpint (info.st_uid, !=, 0);
    g_assert_cmpint (stat (top, &info), ==, 0);
    g_assert_cmpint (info.st_mode & 077, ==, 0);
    expect (cluster, "postgres", "SHOW listen_addresses", "");
    expect (cluster, "postgres", "SHOW data_checksums", "on");
}

/* One cluster goes through all of it: making one takes seconds. */
static void
test_life (void)
{
    char *dir = tally_test_cluster_dir_new ();
    g_autofree char *pid_file = g_build_filename (dir, "postgres/data/postmaster.pid", NULL);
    g_autofree char *half = g_build_filename (dir, "postgres/data.new", NULL);
    g_autofree char *mine = g_strdup_printf ("%d\n", (int) getpid ());
    g_autoptr(GError) error = NULL;
    TallyCluster *cluster = tally_test_cluster_start (dir);

    check_only_ours (cluster, dir);
    expect (cluster, "tally_settle", "SELECT current_user", "tally_settle");
    expect (cluster, "tally_portal", "SELECT count (*) > 0 FROM ref.channel", "t");
    g_assert_null (tally_cluster_start (dir, &error));
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_BUSY);
    tally_test_cluster_stop (cluster);

    /* A killed program's leftovers: a process id that is somebody else's now. */
    g_assert_true (g_file_set_contents (pid_file, mine, -1, NULL));
    g_assert_cmpint (g_mkdir_with_parents (half, 0700), ==, 0);
    cluster = tally_test_cluster_start (dir);
    expect (cluster, "tally_settle", "SELECT count (*) > 0 FROM ref.channel", "t");
    tally_test_cluster_stop (cluster);
    tally_test_cluster_dir_remove (dir);
}

static void
wait_until_replaced (TallyCluster *cluster, int pid)
{
    gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
    g_autofree char *target = g_strdup_printf ("%s user=postgres",
                                               tally_cluster_get_conninfo (cluster));

    while (tally_cluster_get_pid (cluster) == pid || PQping (target) != PQPING_OK) {
        g_assert_cmpint (g_get_monotonic_time (), <, end);
        g_main_context_iteration (NULL, FALSE);
        g_usleep (20000);
    }
}

static void
test_crash_is_repaired (void)
{
    char *dir = tally_test_cluster_dir_new ();
    TallyCluster *cluster = tally_test_cluster_start (dir);
    g_autofree char *added = ask_as (tally_cluster_get_conninfo (cluster), "postgres",
                                     "INSERT INTO ref.holiday VALUES ('CN', '2026-10-01', "
                                     "'National Day', 'holiday') RETURNING name");

    g_assert_cmpstr (added, ==, "National Day");
    for (int i = 0; i < 2; i++) {
        int pid = tally_cluster_get_pid (cluster);

        g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
        wait_until_replaced (cluster, pid);
    }
    expect (cluster, "tally_settle", "SELECT name FROM ref.holiday", "National Day");
    tally_test_cluster_stop (cluster);
    tally_test_cluster_dir_remove (dir);
}

static void
test_long_path (void)
{
    g_autofree char *deep = g_strnfill (100, 'd');
    char *dir = tally_test_cluster_dir_new ();
    g_autofree char *deep_dir = g_build_filename (dir, deep, NULL);
    TallyCluster *cluster = tally_test_cluster_start (deep_dir);
    g_autofree char *run = NULL;

    expect (cluster, "tally_settle", "SELECT 1", "1");
    run = ask_as (tally_cluster_get_conninfo (cluster), "postgres", "SHOW unix_socket_directories");
    g_assert_cmpint (strlen (run), <, 60);
    tally_test_cluster_stop (cluster);
    g_assert_cmpint (g_rmdir (run), ==, 0);
    tally_test_cluster_dir_remove (dir);
}

static void
test_careless_server_is_refused (void)
{
    g_autoptr(TallyTestDb) base = tally_test_db_new_empty ();
    g_autoptr(TallyDb) db = NULL;
    g_autoptr(GError) error = NULL;

    tally_test_db_script (base, "ALTER ROLE postgres SET synchronous_commit = off");
    db = tally_test_db_open_as (base, "postgres");
    g_assert_false (tally_durable_check (db, &error));
    tally_test_db_script (base, "ALTER ROLE postgres RESET synchronous_commit");
    g_assert_error (error, TALLY_ERROR, TALLY_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, "fsync is off"));
    g_assert_nonnull (strstr (error->message, "synchronous_commit is off"));
    g_assert_nonnull (strstr (error->message, "synchronous_commit=off for role postgres"));
    g_assert_null (strstr (error->message, "data_checksums"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    /* What the cluster tells of its crashes is what these tests are about. */
    g_log_set_always_fatal (G_LOG_FATAL_MASK);

    g_test_add_func ("/cluster/life", test_life);
    g_test_add_func ("/cluster/crash-is-repaired", test_crash_is_repaired);
    g_test_add_func ("/cluster/long-path", test_long_path);
    g_test_add_func ("/cluster/careless-server-is-refused", test_careless_server_is_refused);

    return g_test_run ();
}
