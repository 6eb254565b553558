// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: every public tariff case in a folder is priced to the figures others
 * printed, and what they refuse is refused. */
#include "tests/conformance/tariff-case.h"

#include <string.h>

static CaseRun
find_kind (TallyJson *root)
{
    if (tally_json_member (root, "load_rule") != NULL)
        return case_run_demand;
    if (tally_json_member (root, "lines") != NULL
        || tally_json_member (root, "power_lines") != NULL)
        return case_run_invoice;
    return case_run_engine;
}

static gboolean
run_text (const char *text, size_t length, const char *folder, CaseResult *result, GError **error)
{
    g_autoptr(TallyJsonDocument) document = tally_json_read (text, (gssize) length, error);

    if (document == NULL)
        return FALSE;
    return find_kind (tally_json_root (document)) (tally_json_root (document), folder, result,
                                                   error);
}

static gboolean
run_file (const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GString) line = g_string_new (NULL);
    g_autoptr(GError) error = NULL;
    CaseResult result = { FALSE, line };
    size_t length;

    if (!g_file_get_contents (path, &text, &length, &error)
        || !run_text (text, length, folder, &result, &error)) {
        result.passed = FALSE;
        g_string_append_printf (line, "; %s", error->message);
    }
    g_print ("%s %s%s\n", result.passed ? "ok" : "FAILED", name, line->str);
    return result.passed;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *) a, *(const char *const *) b);
}

int
main (int argc, char **argv)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = NULL;
    int passed = 0, failed = 0;

    if (argc != 2) {
        g_printerr ("Usage: %s DIR\n", argv[0]);
        return 2;
    }
    dir = g_dir_open (argv[1], 0, &error);
    if (dir == NULL) {
        g_printerr ("%s\n", error->message);
        return 2;
    }
    for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
        if (g_str_has_suffix (name, ".json"))
            g_ptr_array_add (names, g_strdup (name));
    }
    g_ptr_array_sort (names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        if (run_file (argv[1], g_ptr_array_index (names, i)))
            passed++;
        else
            failed++;
    }
    g_print ("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
