// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-table-file.h"

#include "client-gtk/api/tally-market-time.h"

#include <glib/gi18n.h>

#define SHEET_ENDING ".xlsx"

typedef struct {
    GtkWidget *parent;
    GtkNativeDialog *dialog;
    TallyTable *table;
    GFile *file;
} Export;

static void
export_free (Export *export)
{
    g_object_unref (export->parent);
    g_object_unref (export->dialog);
    tally_table_free (export->table);
    g_clear_object (&export->file);
    g_free (export);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    const Export *export = data;
    g_autofree char *name = g_file_get_basename (export->file);
    g_autofree char *path = g_file_get_path (export->file);
    GError *error = NULL;

    if (!g_str_has_suffix (name, SHEET_ENDING)) {
        g_autofree char *csv = tally_table_to_csv (export->table);

        g_file_replace_contents (export->file, csv, strlen (csv), NULL, FALSE, G_FILE_CREATE_NONE,
                                 NULL, NULL, &error);
    } else if (path != NULL) {
        tally_table_save_sheet (export->table, path, &error);
    } else {
        g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                             _ ("a workbook can be saved on this computer only"));
    }
    if (error != NULL)
        g_task_return_error (task, error);
    else
        g_task_return_boolean (task, TRUE);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
    const Export *export = user_data;
    guint n_rows = tally_table_get_n_rows (export->table);
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_file_get_basename (export->file);
    g_autofree char *text = NULL;

    if (g_task_propagate_boolean (G_TASK (result), &error))
        text = g_strdup_printf (ngettext ("%u row exported to %s", "%u rows exported to %s",
                                          n_rows),
                                n_rows, name);
    else
        text = g_strdup_printf (_ ("%s could not be written: %s"), name, error->message);
    gtk_widget_activate_action (export->parent, "win.say", "s", text);
}

static void
on_answered (GtkNativeDialog *dialog, int response, gpointer user_data)
{
    Export *export = user_data;
    g_autoptr(GTask) task = NULL;

    if (response == GTK_RESPONSE_ACCEPT)
        export->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    if (export->file == NULL) {
        export_free (export);
        return;
    }
    task = g_task_new (NULL, NULL, on_written, export);
    g_task_set_task_data (task, export, (GDestroyNotify) export_free);
    g_task_run_in_thread (task, write_in_thread);
}

static char *
name_of (const char *title)
{
    g_autofree char *day = tally_market_time_day (0);
    g_autofree char *safe = g_utf8_strdown (title, -1);

    g_strdelimit (safe, " /\\:", '-');
    return g_strdup_printf ("%s-%s.csv", safe, day);
}

void
tally_table_file_save (GtkWidget *parent, TallyTable *table)
{
    GtkFileChooserNative *dialog;
    g_autofree char *name = name_of (tally_table_get_title (table));
    GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (parent));
    Export *export = g_new0 (Export, 1);

    dialog = gtk_file_chooser_native_new (_ ("Export as CSV or workbook (.xlsx)"), window,
                                          GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"),
                                          _ ("_Cancel"));
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
    export->parent = g_object_ref (parent);
    export->dialog = GTK_NATIVE_DIALOG (dialog);
    export->table = table;
    g_signal_connect (dialog, "response", G_CALLBACK (on_answered), export);
    gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
