// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/raw/tally-raw-import-store.h"

/* The record names the file; where it lay for a moment is nobody's business. */
static char *
report_of (JsonNode *node, const char *name)
{
    if (JSON_NODE_HOLDS_OBJECT (node))
        json_object_set_string_member (json_node_get_object (node), "name", name);
    return json_to_string (node, FALSE);
}

gboolean
tally_raw_import_store_add (TallyDb *db,
                            const TallyRawFile *file,
                            const char *person,
                            GError **error)
{
    const int64_t *n_issues = file->summary->n_issues;
    g_autoptr(JsonNode) node = tally_raw_file_to_json (file);
    g_autofree char *name = g_path_get_basename (file->name);
    g_autofree char *report = report_of (node, name);
    g_autofree char *id = g_uuid_string_random ();
    g_autofree char *district = g_strdup_printf ("%d", file->imported.district_id);
    g_autofree char *n_intervals = g_strdup_printf ("%" G_GINT64_FORMAT,
                                                    tally_file_summary_n_intervals (file->summary));
    g_autofree char *n_new = g_strdup_printf ("%" G_GINT64_FORMAT, file->imported.n_new);
    g_autofree char *n_refused = g_strdup_printf ("%" G_GINT64_FORMAT,
                                                  n_issues[TALLY_FILE_REFUSED]
                                                      + n_issues[TALLY_FILE_DOUBTED]);
    const char *values[] = { district,     id,           name,
                             file->format, file->sha256, tally_raw_file_state (file),
                             person,       n_intervals,  n_new,
                             n_refused,    report };
    g_autoptr(PGresult)
                   rows = tally_db_run (db, "raw/import-add", G_N_ELEMENTS (values), values, error);

    return rows != NULL;
}
