// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/imports/tally-imports-page.h"

#include "client-gtk/widgets/tally-job-bar.h"
#include "client-gtk/widgets/tally-pair.h"
#include "shared/wire/tally-wire-import-channel.h"
#include "shared/wire/tally-wire-import-issue.h"

#include <glib/gi18n.h>

struct _TallyImportsPage {
    TallyPage parent_instance;

    TallyImportsModel *model;
    char *shown; /* id of the import whose report is shown */
    GtkNativeDialog *dialog;
    gboolean is_dry_run; /* what the dialog was opened for */

    /* Template children */
    GtkWidget *actions;
    GtkWidget *import;
    GtkWidget *check;
    GtkToggleButton *lenient;
    TallyJobBar *job_bar;
    TallyPair *pair;
    TallyDataList *imports;
    GtkLabel *title;
    GtkStack *tabs;
    TallyDataList *issues;
    TallyDataList *channels;
};

G_DEFINE_FINAL_TYPE (TallyImportsPage, tally_imports_page, TALLY_TYPE_PAGE)

static char *
import_state (gconstpointer data)
{
    return g_strdup (tally_imports_model_state_word (((const TallyWireImport *) data)->state));
}

static const TallyColumn import_columns[] = {
    TALLY_COLUMN (TallyWireImport, name, N_ ("File"), TEXT, 190, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN_TEXT ("state", N_ ("State"), import_state, 110, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireImport, at, N_ ("At"), INSTANT, 132, 0),
    TALLY_COLUMN (TallyWireImport, by, N_ ("By"), TEXT, 80, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireImport, readings, N_ ("Intervals"), COUNT, 86, 0),
    TALLY_COLUMN (TallyWireImport, new_frames, N_ ("New days"), COUNT, 80, 0),
    TALLY_COLUMN (TallyWireImport, refused, N_ ("Faults"), COUNT, 66, 0),
    TALLY_COLUMN (TallyWireImport, text, N_ ("First fault"), TEXT, 220, 0),
    TALLY_COLUMN (TallyWireImport,
                  format,
                  N_ ("Format"),
                  TEXT,
                  80,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireImport, import_id, N_ ("Number"), TEXT, 200, TALLY_COLUMN_HIDDEN),
};

static char *
issue_kind (gconstpointer data)
{
    const TallyWireImportIssue *issue = data;

    if (g_strcmp0 (issue->kind, "rejected") == 0)
        return g_strdup (_ ("Refused"));
    return g_strdup (g_strcmp0 (issue->kind, "doubted") == 0 ? _ ("Doubted") : _ ("Forgiven"));
}

static char *
issue_key (gconstpointer data)
{
    const TallyWireImportIssue *issue = data;

    return g_strdup_printf ("%s %" G_GINT64_FORMAT " %s %s", issue->kind, issue->line, issue->field,
                            issue->message);
}

static const TallyColumn issue_columns[] = {
    TALLY_COLUMN (TallyWireImportIssue, line, N_ ("Line"), COUNT, 66, 0),
    TALLY_COLUMN (TallyWireImportIssue, field, N_ ("Field"), TEXT, 110, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireImportIssue,
                  message,
                  N_ ("What is wrong"),
                  TEXT,
                  260,
                  TALLY_COLUMN_EXPAND),
    TALLY_COLUMN_TEXT ("kind", N_ ("State"), issue_kind, 90, TALLY_COLUMN_FACET),
    TALLY_COLUMN_TEXT ("key", N_ ("Number"), issue_key, 200, TALLY_COLUMN_HIDDEN),
};

static char *
channel_key (gconstpointer data)
{
    const TallyWireImportChannel *channel = data;

    return g_strjoin (" ", channel->point, channel->channel, NULL);
}

static char *
channel_sum (gconstpointer data)
{
    const TallyWireImportChannel *channel = data;

    return g_strjoin (" ", channel->sum, channel->unit, NULL);
}

static const TallyColumn channel_columns[] = {
    TALLY_COLUMN (TallyWireImportChannel, point, N_ ("Point"), TEXT, 120, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireImportChannel, channel, N_ ("Channel"), TEXT, 80, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireImportChannel, kept_as, N_ ("Kept as"), TEXT, 70, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireImportChannel, count, N_ ("Intervals"), COUNT, 86, 0),
    TALLY_COLUMN_FIGURE ("sum", N_ ("Sum"), channel_sum, 130, 0),
    TALLY_COLUMN (TallyWireImportChannel, first, N_ ("From"), TEXT, 140, 0),
    TALLY_COLUMN (TallyWireImportChannel, end, N_ ("To"), TEXT, 140, 0),
    TALLY_COLUMN_TEXT ("key", N_ ("Number"), channel_key, 160, TALLY_COLUMN_HIDDEN),
};

static void
update_actions (TallyImportsPage *self)
{
    gboolean may = tally_imports_model_may (self->model);

    gtk_widget_set_sensitive (self->import, may);
    gtk_widget_set_sensitive (self->check, may);
}

static void
on_selected (TallyImportsPage *self)
{
    const TallyWireImport *row = tally_data_list_get_selected (self->imports);

    if (g_strcmp0 (row != NULL ? row->import_id : NULL, self->shown) == 0)
        return;
    g_free (self->shown);
    self->shown = g_strdup (row != NULL ? row->import_id : NULL);
    tally_imports_model_choose (self->model, self->shown);
}

static void
on_opened (TallyImportsPage *self)
{
    tally_pair_show (self->pair, 1);
}

static void
on_imports_changed (TallyImportsPage *self)
{
    tally_page_set_count (TALLY_PAGE (self), tally_imports_model_count_refused (self->model));
}

static void
on_report_changed (TallyImportsPage *self)
{
    const char *title = tally_imports_model_get_title (self->model);
    gboolean has_issues = g_list_model_get_n_items (tally_imports_model_get_issues (self->model))
                          > 0;

    gtk_label_set_text (self->title, title != NULL ? title : "");
    gtk_stack_set_visible_child_name (self->tabs, has_issues ? "issues" : "channels");
}

static void
on_answered (TallyImportsPage *self, int response)
{
    g_autoptr(GFile) file = NULL;

    if (response == GTK_RESPONSE_ACCEPT)
        file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->dialog));
    g_clear_object (&self->dialog);
    if (file != NULL)
        tally_imports_model_send (self->model, file, self->is_dry_run,
                                  gtk_toggle_button_get_active (self->lenient));
}

static void
choose_file (TallyImportsPage *self, gboolean is_dry_run)
{
    GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
    GtkFileChooserNative *dialog;

    if (self->dialog != NULL)
        return;
    dialog = gtk_file_chooser_native_new (is_dry_run ? _ ("Check a file") : _ ("Import a file"),
                                          window, GTK_FILE_CHOOSER_ACTION_OPEN,
                                          is_dry_run ? _ ("_Check") : _ ("_Import"), _ ("_Cancel"));
    self->dialog = GTK_NATIVE_DIALOG (dialog);
    self->is_dry_run = is_dry_run;
    g_signal_connect_object (dialog, "response", G_CALLBACK (on_answered), self, G_CONNECT_SWAPPED);
    gtk_native_dialog_show (self->dialog);
}

static void
on_import_clicked (TallyImportsPage *self)
{
    choose_file (self, FALSE);
}

static void
on_check_clicked (TallyImportsPage *self)
{
    choose_file (self, TRUE);
}

static void
on_cancelled (TallyImportsPage *self)
{
    tally_imports_model_cancel (self->model);
}

static void
on_job_finished (TallyImportsPage *self, const GError *error)
{
    if (error != NULL) {
        tally_page_say (TALLY_PAGE (self), error->message);
        return;
    }
    tally_page_say (TALLY_PAGE (self), tally_imports_model_get_title (self->model));
    tally_pair_show (self->pair, 1);
    tally_imports_model_refresh (self->model);
}

static void
tally_imports_page_refresh (TallyPage *page)
{
    tally_imports_model_refresh (TALLY_IMPORTS_PAGE (page)->model);
}

static void
tally_imports_page_hear (TallyPage *page, const char *name, const TallyWireEvent *event)
{
    tally_imports_model_hear (TALLY_IMPORTS_PAGE (page)->model, name, event);
}

static TallyDataList *
tally_imports_page_get_list (TallyPage *page)
{
    return TALLY_IMPORTS_PAGE (page)->imports;
}

static gboolean
tally_imports_page_back (TallyPage *page)
{
    TallyImportsPage *self = TALLY_IMPORTS_PAGE (page);

    if (!tally_pair_is_narrow (self->pair))
        return FALSE;
    tally_pair_show (self->pair, 0);
    return TRUE;
}

static void
tally_imports_page_dispose (GObject *object)
{
    TallyImportsPage *self = TALLY_IMPORTS_PAGE (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_IMPORTS_PAGE);
    if (self->dialog != NULL)
        gtk_native_dialog_destroy (self->dialog);
    g_clear_object (&self->dialog);
    g_clear_object (&self->model);
    g_clear_pointer (&self->shown, g_free);

    G_OBJECT_CLASS (tally_imports_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
    gtk_widget_class_bind_template_child (widget_class, TallyImportsPage, actions);
    gtk_widget_class_bind_template_child (widget_class, TallyImportsPage, import);
    gtk_widget_class_bind_template_child (widget_class, TallyImportsPage, check);
    gtk_widget_class_bind_template_child (widget_class, TallyImportsPage, lenient);
    gtk_widget_class_bind_template_child (widget_class, TallyImportsPage, job_bar);
    gtk_widget_class_bind_template_child (widget_class, TallyImportsPage, pair);
    gtk_widget_class_bind_template_child (widget_class, TallyImportsPage, imports);
    gtk_widget_class_bind_template_child (widget_class, TallyImportsPage, title);
    gtk_widget_class_bind_template_child (widget_class, TallyImportsPage, tabs);
    gtk_widget_class_bind_template_child (widget_class, TallyImportsPage, issues);
    gtk_widget_class_bind_template_child (widget_class, TallyImportsPage, channels);
    gtk_widget_class_bind_template_callback (widget_class, on_selected);
    gtk_widget_class_bind_template_callback (widget_class, on_opened);
    gtk_widget_class_bind_template_callback (widget_class, on_import_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_check_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_cancelled);
}

static void
tally_imports_page_class_init (TallyImportsPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    TallyPageClass *page_class = TALLY_PAGE_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_imports_page_dispose;
    page_class->refresh = tally_imports_page_refresh;
    page_class->hear = tally_imports_page_hear;
    page_class->get_list = tally_imports_page_get_list;
    page_class->back = tally_imports_page_back;

    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_JOB_BAR);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-imports-page.ui");
    bind_children (widget_class);
}

static void
tally_imports_page_init (TallyImportsPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));

    tally_data_list_set_up (self->imports, _ ("Files"), import_columns,
                            G_N_ELEMENTS (import_columns), "import_id");
    tally_data_list_set_auto (self->imports, TRUE);
    tally_data_list_set_empty (self->imports, _ ("No file yet"),
                               _ ("Files of the inbox and those that are sent here appear here."));
    tally_data_list_set_up (self->issues, _ ("What is wrong"), issue_columns,
                            G_N_ELEMENTS (issue_columns), "key");
    tally_data_list_set_empty (self->issues, _ ("Nothing is wrong"),
                               _ ("The file was taken as it is."));
    tally_data_list_set_up (self->channels, _ ("What it holds"), channel_columns,
                            G_N_ELEMENTS (channel_columns), "key");
    tally_data_list_set_empty (self->channels, _ ("No series"),
                               _ ("Points and channels of the file appear here."));
}

GtkWidget *
tally_imports_page_new (TallyApi *api)
{
    TallyImportsPage *self = g_object_new (TALLY_TYPE_IMPORTS_PAGE, NULL);
    TallyFeed *imports;
    TallyJob *job;

    self->model = tally_imports_model_new (api);
    imports = tally_imports_model_get_imports (self->model);
    job = tally_imports_model_get_job (self->model);
    tally_data_list_set_feed (self->imports, imports);
    tally_data_list_set_rows (self->issues, tally_imports_model_get_issues (self->model));
    tally_data_list_set_rows (self->channels, tally_imports_model_get_channels (self->model));
    tally_job_bar_set_job (self->job_bar, job, TRUE);
    g_signal_connect_object (imports, "changed", G_CALLBACK (on_imports_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->model, "report-changed", G_CALLBACK (on_report_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "changed", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    gtk_widget_set_visible (self->actions, tally_imports_model_may (self->model));
    update_actions (self);
    tally_imports_model_refresh (self->model);
    return GTK_WIDGET (self);
}
