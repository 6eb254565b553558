// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-ctl.h"

gboolean
tally_test_ctl_run (TallyTestDb *base, const char *words, char **said, char **fault)
{
    g_autofree char *program = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "..", "server",
                                                 "ctl", "gridtallyctl", NULL);
    g_autofree char *line = g_strdup_printf ("%s %s", program, words);
    g_auto(GStrv) environment = g_environ_setenv (g_get_environ (), "GRIDTALLY_DATABASE",
                                                   tally_test_db_conninfo (base), TRUE);
    g_auto(GStrv) argv = NULL;
    g_autoptr(GError) error = NULL;
    int status = 0;

    environment = g_environ_setenv (environment, "LC_ALL", "C.UTF-8", TRUE);
    g_shell_parse_argv (line, NULL, &argv, &error);
    g_assert_no_error (error);
    g_spawn_sync (NULL, argv, environment, G_SPAWN_DEFAULT, NULL, NULL, said, fault, &status,
                  &error);
    g_assert_no_error (error);
    g_test_message ("%s: %s%s", words, *said, *fault);
    return g_spawn_check_wait_status (status, NULL);
}

char *
tally_test_ctl (TallyTestDb *base, const char *words, gboolean is_good)
{
    g_autofree char *said = NULL;
    g_autofree char *fault = NULL;

    if (tally_test_ctl_run (base, words, &said, &fault) != is_good)
        g_error ("%s: %s%s", words, said, fault);
    return is_good ? g_steal_pointer (&said) : g_steal_pointer (&fault);
}
