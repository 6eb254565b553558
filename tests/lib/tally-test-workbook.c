// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-workbook.h"

char *
tally_test_workbook_read (const char *path, gboolean kinds)
{
    g_autofree char *reader = g_test_build_filename (G_TEST_DIST, "lib", "workbook.py", NULL);
    const char *argv[] = { "python3", "-B", reader, path, kinds ? "--kinds" : NULL, NULL };
    char *text = NULL;
    int status = -1;
    g_autoptr(GError) error = NULL;

    g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, &status,
                  &error);
    g_assert_no_error (error);
    g_assert_true (g_spawn_check_wait_status (status, NULL));
    return text;
}
