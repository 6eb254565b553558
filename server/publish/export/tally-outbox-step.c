// SPDX-License-Identifier: GPL-3.0-or-later
/* Interface files on schedule. A file gets its name before it is noted: a worker that dies between
 * writes the same bytes to the same name again. */
#include "server/publish/export/tally-outbox-step.h"

#include "server/publish/export/tally-export.h"
#include "server/publish/export/tally-outbox-store.h"
#include "shared/error/tally-error.h"
#include "shared/time/tally-zone.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>

#define LOGIN "tally_settle"

typedef struct {
    const char *text; /* "readings.csv" */
    char *content;    /* "readings" */
    const char *ending;
    TallyExportWhat what;
    TallyExportFormat format;
} OutFile;

static void
out_file_clear (OutFile *file)
{
    g_free (file->content);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OutFile, out_file_clear)

/* A workbook is for people, who ask for one. */
static gboolean
read_file (const char *text, OutFile *file, GError **error)
{
    static const char *const endings[] = {
        [TALLY_EXPORT_CSV] = "csv",
        [TALLY_EXPORT_NEM12] = "nem12",
        [TALLY_EXPORT_GREEN_BUTTON] = "xml",
        [TALLY_EXPORT_XLSX] = NULL,
    };
    const char *dot = strchr (text, '.');

    *file = (OutFile){ .text = text };
    if (dot != NULL)
        file->content = g_strndup (text, (gsize) (dot - text));
    if (dot != NULL && tally_export_what_find (file->content, &file->what)
        && tally_export_format_find (dot + 1, &file->format)
        && (file->what == TALLY_EXPORT_READINGS || file->format == TALLY_EXPORT_CSV))
        file->ending = endings[file->format];
    if (file->ending != NULL)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                 "outbox.files: “%s” is none of readings.csv, readings.nem12, "
                 "readings.green-button, balances.csv and bills.csv",
                 text);
    return FALSE;
}

gboolean
tally_outbox_check_files (const char *files, GError **error)
{
    g_auto(GStrv) list = g_strsplit (files, ",", -1);

    if (list[0] == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "outbox.files: names no file");
        return FALSE;
    }
    for (char **text = list; *text != NULL; text++) {
        g_auto(OutFile) file = { 0 };

        if (!read_file (*text, &file, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean
refuse (GError **error, const char *path)
{
    int code = errno;

    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code), "%s: %s", path,
                 g_strerror (code));
    return FALSE;
}

/* Closing what replaces a file waits for the disk. */
static gboolean
write_part (TallyDb *db,
            const TallyExportOrder *order,
            const char *path,
            TallyExported *exported,
            GError **error)
{
    g_autoptr(GFile) file = g_file_new_for_path (path);
    g_autoptr(GOutputStream) stream = G_OUTPUT_STREAM (
        g_file_replace (file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, error));

    return stream != NULL && tally_export (db, order, stream, exported, error)
           && g_output_stream_close (stream, NULL, error);
}

/* The part takes its name when it says something new. */
static gboolean
hand_out (TallyDb *db,
          const TallyWorkContext *context,
          const OutFile *file,
          TallyDay day,
          TallyOutboxVersion *newest,
          const char *part,
          GError **error)
{
    const char *codes[] = { NULL };
    TallyExportOrder order = {
        .what = file->what,
        .format = file->format,
        .days = { day, { day.number + 1 } },
        .codes = codes,
        .from = "GRIDTALLY",
        .to = "ANY",
    };
    char text[TALLY_DAY_TEXT];
    char number[16] = "";
    TallyOutboxVersion version = { .number = newest->number + 1 };
    TallyExported exported;
    g_autofree char *name = NULL;
    g_autofree char *path = NULL;
    int64_t n_rows;

    if (!write_part (db, &order, part, &exported, error))
        return FALSE;
    g_strlcpy (version.sha256, exported.sha256, sizeof version.sha256);
    n_rows = exported.n_intervals + exported.n_rows;
    if (g_str_equal (version.sha256, newest->sha256) || (n_rows == 0 && newest->number == 0))
        return TRUE;
    if (version.number > 1)
        g_snprintf (number, sizeof number, ".%d", version.number);
    name = g_strdup_printf ("%s-%s%s.%s", file->content, tally_day_format (day, text), number,
                            file->ending);
    path = g_build_filename (context->outbox, name, NULL);
    if (g_rename (part, path) != 0)
        return refuse (error, path);
    return tally_outbox_store_add (db, file->text, day, &version, n_rows, name, error);
}

/* Nothing but whole files is left behind. */
static gboolean
write_day (TallyDb *db,
           const TallyWorkContext *context,
           const OutFile *file,
           TallyDay day,
           TallyOutboxVersion *newest,
           GError **error)
{
    g_autofree char *hidden = g_strdup_printf (".%s.part", file->text);
    g_autofree char *part = g_build_filename (context->outbox, hidden, NULL);
    gboolean is_good = hand_out (db, context, file, day, newest, part, error);

    g_unlink (part);
    if (!is_good)
        g_prefix_error (error, "%s: ", file->text);
    return is_good;
}

static gboolean
write_days (TallyDb *db,
            const TallyWorkContext *context,
            const OutFile *file,
            TallyDays days,
            int64_t n_done,
            int64_t n_total,
            GError **error)
{
    TallyOutboxVersion versions[TALLY_OUTBOX_DAYS];

    if (!tally_outbox_store_newest (db, file->text, days, versions, error))
        return FALSE;
    for (TallyDay day = days.first; day.number < days.end.number; day.number++) {
        if (g_cancellable_set_error_if_cancelled (context->cancellable, error)
            || !write_day (db, context, file, day, &versions[day.number - days.first.number],
                           error))
            return FALSE;
        if (context->progress != NULL)
            context->progress (++n_done, n_total, context->progress_data);
    }
    return TRUE;
}

static gboolean
write_all (const TallyWorkContext *context, GError **error)
{
    g_auto(GStrv) list = g_strsplit (context->outbox_files, ",", -1);
    const TallyZone *zone = tally_zone_get (context->time_zone, error);
    g_autoptr(TallyDb) db = zone != NULL ? tally_db_open_as (context->conninfo, LOGIN, error)
                                          : NULL;
    int64_t n_files = (int64_t) g_strv_length (list);
    TallyDays days;

    if (db == NULL)
        return FALSE;
    days.end = tally_day_of (zone, context->now);
    days.first.number = days.end.number - TALLY_OUTBOX_DAYS;
    for (int64_t i = 0; i < n_files; i++) {
        g_auto(OutFile) file = { 0 };

        if (!read_file (list[i], &file, error)
            || !write_days (db, context, &file, days, i * TALLY_OUTBOX_DAYS,
                            n_files * TALLY_OUTBOX_DAYS, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_outbox_step (const TallyWorkContext *context, GError **error)
{
    g_autoptr(GError) problem = NULL;

    if (context->outbox == NULL || context->outbox[0] == '\0' || write_all (context, &problem))
        return TRUE;
    /* Before setup there is nothing to do, and nothing wrong. */
    if (g_error_matches (problem, TALLY_ERROR, TALLY_ERROR_NOT_FOUND))
        return TRUE;
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
}
