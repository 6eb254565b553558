// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-bill-pdf.h"

#include <glib/gi18n.h>

#define ONLY_ME 0700

/* A bill on its way into a file. */
typedef struct {
    GtkWidget *parent;
    TallyBillDesk *desk;
    char *number;
    GtkNativeDialog *dialog;
    GFile *file;
    gboolean is_opening;
} Way;

static void
way_free (Way *way)
{
    g_object_unref (way->parent);
    g_object_unref (way->desk);
    g_clear_object (&way->dialog);
    g_clear_object (&way->file);
    g_free (way->number);
    g_free (way);
}

static Way *
way_new (GtkWidget *parent, TallyBillDesk *desk, const char *number)
{
    Way *way = g_new0 (Way, 1);

    way->parent = g_object_ref (parent);
    way->desk = g_object_ref (desk);
    way->number = g_strdup (number);
    return way;
}

/* Takes @text. */
static void
say (const Way *way, char *text)
{
    gtk_widget_activate_action (way->parent, "win.say", "s", text);
    g_free (text);
}

static void
on_shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Way *way = user_data;
    g_autoptr(GError) error = NULL;

    if (!g_app_info_launch_default_for_uri_finish (result, &error))
        say (way, g_strdup_printf (_ ("%s could not be opened: %s"), way->number, error->message));
    way_free (way);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Way *way = user_data;
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_file_get_basename (way->file);

    if (!g_file_replace_contents_finish (way->file, result, NULL, &error)) {
        say (way, g_strdup_printf (_ ("%s could not be written: %s"), name, error->message));
    } else if (way->is_opening) {
        g_autofree char *uri = g_file_get_uri (way->file);

        g_app_info_launch_default_for_uri_async (uri, NULL, NULL, on_shown, way);
        return;
    } else {
        say (way, g_strdup_printf (_ ("Saved to %s"), name));
    }
    way_free (way);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Way *way = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) pdf = tally_bill_desk_paper_finish (result, &error);

    if (pdf == NULL) {
        say (way, g_strdup (error->message));
        way_free (way);
        return;
    }
    g_file_replace_contents_bytes_async (way->file, pdf, NULL, FALSE,
                                         G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                         NULL, on_written, way);
}

void
tally_bill_pdf_open (GtkWidget *parent, TallyBillDesk *desk, const char *number)
{
    /* Gone with the session, and nobody else's to read. */
    g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "gridtally", NULL);
    g_autofree char *name = g_strconcat (number, ".pdf", NULL);
    Way *way = way_new (parent, desk, number);

    g_mkdir_with_parents (folder, ONLY_ME);
    way->is_opening = TRUE;
    way->file = g_file_new_build_filename (folder, name, NULL);
    tally_bill_desk_paper_async (desk, number, on_fetched, way);
}

static void
on_answered (GtkNativeDialog *dialog, int response, gpointer user_data)
{
    Way *way = user_data;

    if (response == GTK_RESPONSE_ACCEPT)
        way->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    if (way->file != NULL)
        tally_bill_desk_paper_async (way->desk, way->number, on_fetched, way);
    else
        way_free (way);
}

void
tally_bill_pdf_save (GtkWidget *parent, TallyBillDesk *desk, const char *number)
{
    GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (parent));
    g_autofree char *name = g_strconcat (number, ".pdf", NULL);
    Way *way = way_new (parent, desk, number);
    GtkFileChooserNative *dialog;

    dialog = gtk_file_chooser_native_new (_ ("Save the bill"), window, GTK_FILE_CHOOSER_ACTION_SAVE,
                                          _ ("_Save"), _ ("_Cancel"));
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
    way->dialog = GTK_NATIVE_DIALOG (dialog);
    g_signal_connect (dialog, "response", G_CALLBACK (on_answered), way);
    gtk_native_dialog_show (way->dialog);
}
