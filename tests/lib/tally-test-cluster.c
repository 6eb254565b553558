// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-cluster.h"

#include <glib/gstdio.h>

char *
tally_test_cluster_dir_new (void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *top = g_dir_make_tmp ("tally-cluster-XXXXXX", &error);

    g_assert_no_error (error);
    g_assert_cmpint (g_chmod (top, 0755), ==, 0); /* PostgreSQL's user passes through */
    return g_build_filename (top, "server", NULL);
}

TallyCluster *
tally_test_cluster_start (const char *dir)
{
    g_autoptr(GError) error = NULL;
    TallyCluster *cluster = tally_cluster_start (dir, &error);

    g_assert_no_error (error);
    return cluster;
}

void
tally_test_cluster_stop (TallyCluster *cluster)
{
    g_autoptr(GError) error = NULL;

    tally_cluster_stop (cluster, &error);
    g_assert_no_error (error);
    g_assert_finalize_object (cluster);
}

void
tally_test_run (const char *const *argv)
{
    g_autofree char *out = NULL;
    g_autofree char *said = NULL;
    g_autoptr(GError) error = NULL;
    int status;

    g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &said, &status,
                  &error);
    g_assert_no_error (error);
    if (status != 0)
        g_test_message ("%s: %s%s", argv[0], out, said);
    g_assert_cmpint (status, ==, 0);
}

void
tally_test_cluster_dir_remove (char *dir)
{
    g_autofree char *top = g_path_get_dirname (dir);
    const char *argv[] = { "rm", "-rf", "--", top, NULL };

    g_assert_true (g_str_has_prefix (top, g_get_tmp_dir ()));
    tally_test_run (argv);
    g_free (dir);
}

void
tally_test_cluster_check (const char *conninfo)
{
    g_autofree char *target = g_strdup_printf ("%s user=postgres", conninfo);
    const char *argv[] = { "pg_amcheck", "--install-missing", "--heapallindexed", target, NULL };
    g_autofree char *out = NULL;
    g_autofree char *program = NULL;
    g_autoptr(GError) error = NULL;

    g_spawn_command_line_sync ("pg_config --bindir", &out, NULL, NULL, &error);
    g_assert_no_error (error);
    program = g_build_filename (g_strchomp (out), "pg_amcheck", NULL);
    argv[0] = program;
    tally_test_run (argv);
}
