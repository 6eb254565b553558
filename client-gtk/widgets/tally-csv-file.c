// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-csv-file.h"

#include "client-gtk/api/tally-market-time.h"

#include <glib/gi18n.h>

typedef struct {
    GtkWidget *parent;
    GtkNativeDialog *dialog;
    GBytes *csv;
    guint n_rows;
} Export;

static void
export_free (Export *export)
{
    g_object_unref (export->parent);
    g_object_unref (export->dialog);
    g_bytes_unref (export->csv);
    g_free (export);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Export *export = user_data;
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_file_get_basename (G_FILE (source));
    g_autofree char *text = NULL;

    if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
        text = g_strdup_printf (ngettext ("%u row exported to %s", "%u rows exported to %s",
                                          export->n_rows),
                                export->n_rows, name);
    else
        text = g_strdup_printf (_ ("%s could not be written: %s"), name, error->message);
    gtk_widget_activate_action (export->parent, "win.say", "s", text);
    export_free (export);
}

static void
on_answered (GtkNativeDialog *dialog, int response, gpointer user_data)
{
    Export *export = user_data;
    g_autoptr(GFile) file = NULL;

    if (response == GTK_RESPONSE_ACCEPT)
        file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    if (file == NULL) {
        export_free (export);
        return;
    }
    g_file_replace_contents_bytes_async (file, export->csv, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                         on_written, export);
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
tally_csv_file_save (GtkWidget *parent, const char *title, const char *csv, guint n_rows)
{
    GtkFileChooserNative *dialog;
    g_autofree char *name = name_of (title);
    GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (parent));
    Export *export = g_new0 (Export, 1);

    dialog = gtk_file_chooser_native_new (_ ("Export as CSV"), window, GTK_FILE_CHOOSER_ACTION_SAVE,
                                          _ ("_Export"), _ ("_Cancel"));
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
    export->parent = g_object_ref (parent);
    export->dialog = GTK_NATIVE_DIALOG (dialog);
    export->csv = g_bytes_new (csv, strlen (csv));
    export->n_rows = n_rows;
    g_signal_connect (dialog, "response", G_CALLBACK (on_answered), export);
    gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
