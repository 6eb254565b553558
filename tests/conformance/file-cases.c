// SPDX-License-Identifier: GPL-3.0-or-later
/* Goal: every public meter data file below a folder reads to the figures others printed: counts,
 * exact sums, units, stamps and qualities; and what they refuse is refused.
 * Each folder with an expected.json is a set of cases: see file-case.h for the two forms. */
#include "server/collect/files/tally-file-zip.h"
#include "tests/conformance/file-case.h"

#include <string.h>

typedef struct {
    int n_passed;
    int n_failed;
} Tally;

/* A file, or the one in an archive; a damaged archive is the text of no file. */
static CaseText
take_text (GMappedFile *file, GBytes **unpacked)
{
    CaseText text = { g_mapped_file_get_contents (file), g_mapped_file_get_length (file) };

    if (!tally_file_is_zip (text.text, text.length))
        return text;
    *unpacked = tally_file_unzip (text.text, text.length, NULL, NULL);
    if (*unpacked != NULL)
        text.text = g_bytes_get_data (*unpacked, &text.length);
    return text;
}

static gboolean
run_one (const char *folder, const char *name, JsonObject *expected, Tally *tally)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr(GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
    g_autoptr(GString) line = g_string_new (NULL);
    g_autoptr(GBytes) unpacked = NULL;
    CaseText text = { "", 0 };
    gboolean is_good;

    if (file == NULL) {
        g_string_append (line, "the file is not there");
        is_good = FALSE;
    } else {
        if (g_mapped_file_get_length (file) > 0)
            text = take_text (file, &unpacked);
        is_good = json_object_has_member (expected, "strict")
                          || json_object_has_member (expected, "lenient")
                      ? case_run_channels (text, expected, line)
                      : case_run_feed (text, expected, line);
    }
    g_print ("%s %s: %s\n", is_good ? "ok" : "FAILED", name, line->str);
    if (is_good)
        tally->n_passed++;
    else
        tally->n_failed++;
    return is_good;
}

static gboolean
run_set (const char *folder, const char *list, Tally *tally)
{
    g_autoptr(JsonParser) parser = json_parser_new ();
    g_autoptr(GList) names = NULL;
    g_autoptr(GError) error = NULL;
    JsonNode *root;

    if (!json_parser_load_from_file (parser, list, &error)) {
        g_printerr ("%s: %s\n", list, error->message);
        return FALSE;
    }
    root = json_parser_get_root (parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
        g_printerr ("%s: is no object\n", list);
        return FALSE;
    }
    names = json_object_get_members (json_node_get_object (root));
    for (GList *name = names; name != NULL; name = name->next)
        run_one (folder, name->data,
                 json_object_get_object_member (json_node_get_object (root), name->data), tally);
    return TRUE;
}

/* The folder itself and those in it. */
static gboolean
run_folder (const char *folder, int depth, Tally *tally)
{
    g_autofree char *list = g_build_filename (folder, "expected.json", NULL);
    g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
    gboolean is_good = TRUE;

    if (dir == NULL)
        return FALSE;
    if (g_file_test (list, G_FILE_TEST_EXISTS))
        is_good = run_set (folder, list, tally);
    for (const char *name = g_dir_read_name (dir); name != NULL && depth < 2;
         name = g_dir_read_name (dir)) {
        g_autofree char *below = g_build_filename (folder, name, NULL);

        if (g_file_test (below, G_FILE_TEST_IS_DIR))
            is_good = run_folder (below, depth + 1, tally) && is_good;
    }
    return is_good;
}

int
main (int argc, char **argv)
{
    Tally tally = { 0 };
    gboolean is_good;

    if (argc != 2) {
        g_printerr ("Usage: %s DIR\n", argv[0]);
        return 2;
    }
    is_good = run_folder (argv[1], 0, &tally);
    g_print ("%d passed, %d failed\n", tally.n_passed, tally.n_failed);
    return is_good && tally.n_failed == 0 && tally.n_passed > 0 ? 0 : 1;
}
