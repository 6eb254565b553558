// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/work/tally-work-upload.h"

#include "server/raw/tally-raw-file.h"
#include "shared/error/tally-error.h"

#include <glib/gstdio.h>

#define COLLECTOR "tally_collector"

static TallyWireImportCheck *
check_of (const TallyRawFile *file, const char *name)
{
    TallyWireImportCheck *check = tally_wire_import_check_new ();

    check->name = g_strdup (name);
    check->format = g_strdup (file->format);
    check->sha256 = g_strdup (file->sha256);
    check->state = g_strdup (tally_raw_file_state (file));
    check->readings = tally_file_summary_n_intervals (file->summary);
    check->new_frames = file->imported.n_new;
    check->refused = file->summary->n_issues[TALLY_FILE_REFUSED]
                     + file->summary->n_issues[TALLY_FILE_DOUBTED];
    check->report = tally_raw_file_to_json (file);
    if (JSON_NODE_HOLDS_OBJECT (check->report))
        json_object_set_string_member (json_node_get_object (check->report), "name", name);
    return check;
}

static TallyWireImportCheck *
import (const char *conninfo, const TallyWorkUpload *upload, const char *path, GError **error)
{
    g_autoptr(TallyDb) db = NULL;
    g_autoptr(TallyRawFile) file = NULL;
    TallyFileHow how = { TALLY_FILE_AUTO, upload->is_lenient, NULL };

    if (!tally_file_format_find (upload->format, &how.format)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "format: %s is not known",
                     upload->format);
        return NULL;
    }
    db = tally_db_open_as (conninfo, COLLECTOR, error);
    if (db == NULL)
        return NULL;
    file = tally_raw_file_step (db, path, &how, upload->is_dry_run ? NULL : upload->person, error);
    return file != NULL ? check_of (file, upload->name) : NULL;
}

/* A person need not know where the server keeps a file for a moment. */
static void
hide_folder (GError *error, const char *folder)
{
    g_autofree char *with = g_strconcat (folder, G_DIR_SEPARATOR_S, NULL);
    g_auto(GStrv) parts = g_strsplit (error->message, with, -1);

    g_free (error->message);
    error->message = g_strjoinv ("", parts);
}

TallyWireImportCheck *
tally_work_upload_run (const char *conninfo, const TallyWorkUpload *upload, GError **error)
{
    g_autofree char *folder = g_dir_make_tmp ("gridtally-upload-XXXXXX", error);
    g_autofree char *path = folder != NULL ? g_build_filename (folder, upload->name, NULL) : NULL;
    g_autoptr(GError) failure = NULL;
    gsize length;
    const char *content = g_bytes_get_data (upload->content, &length);
    TallyWireImportCheck *check = NULL;

    if (path == NULL)
        return NULL;
    if (g_file_set_contents_full (path, content != NULL ? content : "", (gssize) length,
                                  G_FILE_SET_CONTENTS_NONE, 0600, &failure))
        check = import (conninfo, upload, path, &failure);
    g_unlink (path);
    g_rmdir (folder);
    if (failure != NULL) {
        hide_folder (failure, folder);
        g_propagate_error (error, g_steal_pointer (&failure));
    }
    return check;
}
