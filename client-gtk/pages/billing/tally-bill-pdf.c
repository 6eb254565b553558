// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-bill-pdf.h"

#include <glib/gi18n.h>

#define ONLY_ME 0700

/* A bill, or all of a run, on the way into a file. */
typedef struct {
    GtkWidget *parent;
    TallyBillDesk *desk;
    TallyBillingModel *model; /* NULL: of one bill */
    TallyAsk ask;
    char *run_id;
    char *argument; /* number of the bill, or id of the book */
    char *name;     /* of the file, as it is proposed */
    GtkNativeDialog *dialog;
    GFile *file;
    gboolean is_opening;
} Way;

static void
way_free (Way *way)
{
    g_object_unref (way->parent);
    g_object_unref (way->desk);
    g_clear_object (&way->model);
    g_clear_object (&way->dialog);
    g_clear_object (&way->file);
    g_free (way->run_id);
    g_free (way->argument);
    g_free (way->name);
    g_free (way);
}

static Way *
way_new (GtkWidget *parent, TallyBillDesk *desk, const char *number)
{
    Way *way = g_new0 (Way, 1);

    way->parent = g_object_ref (parent);
    way->desk = g_object_ref (desk);
    way->ask = TALLY_ASK_BILL_PDF;
    way->argument = g_strdup (number);
    way->name = g_strconcat (number, ".pdf", NULL);
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
        say (way,
             g_strdup_printf (_ ("%s could not be opened: %s"), way->argument, error->message));
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

static void
fetch (Way *way)
{
    tally_bill_desk_paper_async (way->desk, way->ask, way->argument, on_fetched, way);
}

void
tally_bill_pdf_open (GtkWidget *parent, TallyBillDesk *desk, const char *number)
{
    /* Gone with the session, and nobody else's to read. */
    g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "gridtally", NULL);
    Way *way = way_new (parent, desk, number);

    g_mkdir_with_parents (folder, ONLY_ME);
    way->is_opening = TRUE;
    way->file = g_file_new_build_filename (folder, way->name, NULL);
    fetch (way);
}

/* Why it came to nothing is said by the page, as of every job. */
static void
on_book_written (TallyJob *job, const GError *error, gpointer user_data)
{
    Way *way = user_data;

    g_signal_handlers_disconnect_by_func (job, on_book_written, way);
    if (error == NULL && g_strcmp0 (tally_job_get_id (job), way->argument) == 0)
        fetch (way);
    else
        way_free (way);
}

static void
start_book (Way *way)
{
    g_signal_connect (tally_billing_model_get_job (way->model), "finished",
                      G_CALLBACK (on_book_written), way);
    way->argument = tally_billing_model_print_run (way->model, way->run_id);
    if (way->argument != NULL)
        return;
    g_signal_handlers_disconnect_by_func (tally_billing_model_get_job (way->model), on_book_written,
                                          way);
    say (way, g_strdup (_ ("Another job is still running: nothing was saved")));
    way_free (way);
}

static void
on_answered (GtkNativeDialog *dialog, int response, gpointer user_data)
{
    Way *way = user_data;

    if (response == GTK_RESPONSE_ACCEPT)
        way->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    if (way->file == NULL)
        way_free (way);
    else if (way->model != NULL)
        start_book (way);
    else
        fetch (way);
}

static void
ask_where (Way *way, const char *title)
{
    GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (way->parent));
    GtkFileChooserNative *dialog;

    dialog = gtk_file_chooser_native_new (title, window, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
                                          _ ("_Cancel"));
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), way->name);
    way->dialog = GTK_NATIVE_DIALOG (dialog);
    g_signal_connect (dialog, "response", G_CALLBACK (on_answered), way);
    gtk_native_dialog_show (way->dialog);
}

void
tally_bill_pdf_save (GtkWidget *parent, TallyBillDesk *desk, const char *number)
{
    ask_where (way_new (parent, desk, number), _ ("Save the bill"));
}

void
tally_bill_pdf_save_run (GtkWidget *parent,
                         TallyBillDesk *desk,
                         TallyBillingModel *model,
                         const TallyWireBillRun *run)
{
    Way *way = g_new0 (Way, 1);

    way->parent = g_object_ref (parent);
    way->desk = g_object_ref (desk);
    way->model = g_object_ref (model);
    way->ask = TALLY_ASK_BILL_BOOK;
    way->run_id = g_strdup (run->run_id);
    way->name = g_strdup_printf ("bills-%.7s.pdf", run->period_start);
    ask_where (way, _ ("Save the issued bills of the run"));
}
