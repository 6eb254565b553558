// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-billing-page.h"

#include "client-gtk/models/tally-bill-desk.h"
#include "client-gtk/pages/billing/tally-bill-pdf.h"
#include "client-gtk/pages/billing/tally-bill-view.h"
#include "client-gtk/pages/billing/tally-billing-columns.h"
#include "client-gtk/pages/billing/tally-check-view.h"
#include "client-gtk/pages/billing/tally-correction-view.h"
#include "client-gtk/pages/billing/tally-run-form.h"
#include "client-gtk/pages/billing/tally-to-date-view.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-job-bar.h"
#include "client-gtk/widgets/tally-pair.h"
#include "shared/wire/tally-wire-bill-row.h"
#include "shared/wire/tally-wire-bill-run.h"

#include <glib/gi18n.h>

struct _TallyBillingPage {
    TallyPage parent_instance;

    TallyBillingModel *model;
    TallyBillDesk *desk;
    char *run_id; /* whose bills are shown */

    /* Template children */
    GtkWidget *actions;
    GtkWidget *start;
    GtkPopover *start_popover;
    TallyRunForm *run_form;
    GtkWidget *issue;
    GtkWidget *resume;
    GtkWidget *release_all;
    GtkWidget *save_all;
    GtkStack *places;
    GtkWidget *switcher;
    TallyJobBar *job_bar;
    TallyPair *pair;
    TallyDataList *runs;
    GtkStack *stack;
    TallyDataList *bills;
    TallyBillView *bill;
};

G_DEFINE_FINAL_TYPE (TallyBillingPage, tally_billing_page, TALLY_TYPE_PAGE)

static const TallyWireBillRun *
selected_run (TallyBillingPage *self)
{
    return tally_data_list_get_selected (self->runs);
}

static void
update_actions (TallyBillingPage *self)
{
    const TallyWireBillRun *run = selected_run (self);
    gboolean is_busy = tally_job_is_running (tally_billing_model_get_job (self->model));

    gtk_widget_set_sensitive (self->start, !is_busy);
    gtk_widget_set_sensitive (self->issue,
                              !is_busy && run != NULL && tally_billing_model_can_issue (run));
    gtk_widget_set_visible (self->resume, !is_busy && run != NULL
                                              && tally_billing_model_may (self->model, "run")
                                              && tally_billing_model_can_resume (self->model, run));
    gtk_widget_set_sensitive (self->release_all, !is_busy && run != NULL && run->n_held > 0);
    gtk_widget_set_sensitive (self->save_all, !is_busy && run != NULL && run->n_issued > 0);
}

static void
on_run_selected (TallyBillingPage *self)
{
    const TallyWireBillRun *run = selected_run (self);
    const char *run_id = run != NULL ? run->run_id : NULL;

    update_actions (self);
    if (g_strcmp0 (run_id, self->run_id) == 0)
        return; /* its row was loaded again */
    g_free (self->run_id);
    self->run_id = g_strdup (run_id);
    tally_billing_model_set_run (self->model, self->run_id);
    gtk_stack_set_visible_child_name (self->stack, "bills");
}

static void
on_run_opened (TallyBillingPage *self)
{
    tally_pair_show (self->pair, 1);
}

static void
show_selected_bill (TallyBillingPage *self)
{
    const TallyWireBillRow *bill = tally_data_list_get_selected (self->bills);

    if (bill != NULL)
        tally_billing_model_set_bill (self->model, bill->number);
}

static void
on_bill_opened (TallyBillingPage *self)
{
    show_selected_bill (self);
    gtk_stack_set_visible_child_name (self->stack, "bill");
    tally_bill_view_focus (self->bill);
}

static void
on_bill_closed (TallyBillingPage *self)
{
    gtk_stack_set_visible_child_name (self->stack, "bills");
    tally_data_list_focus (self->bills);
}

static void
on_bill_stepped (TallyBillingPage *self, int direction)
{
    tally_data_list_step (self->bills, direction);
    show_selected_bill (self);
}

static void
on_run_started (TallyBillingPage *self, const char *run_id)
{
    gtk_popover_popdown (self->start_popover);
    if (run_id != NULL)
        tally_data_list_select (self->runs, run_id);
}

static void
on_resume_clicked (TallyBillingPage *self)
{
    const TallyWireBillRun *run = selected_run (self);

    if (run != NULL)
        tally_billing_model_resume_run (self->model, run);
}

static void
on_issue_clicked (TallyBillingPage *self)
{
    const TallyWireBillRun *run = selected_run (self);

    if (run != NULL)
        tally_billing_model_issue_run (self->model, run->run_id);
}

static void
on_save_all_clicked (TallyBillingPage *self)
{
    const TallyWireBillRun *run = selected_run (self);

    if (run != NULL)
        tally_bill_pdf_save_run (GTK_WIDGET (self), self->desk, self->model, run);
}

static void
on_release_all_clicked (TallyBillingPage *self)
{
    const TallyWireBillRun *run = selected_run (self);

    if (run != NULL)
        tally_bill_desk_count (self->desk, run->run_id);
}

static void
on_release_answered (TallyBillingPage *self, const char *response, AdwMessageDialog *dialog)
{
    GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
    const TallyWireBillRun *run = selected_run (self);
    const char *reason = gtk_editable_get_text (GTK_EDITABLE (entry));
    gint64 *n = g_object_get_data (G_OBJECT (dialog), "count");

    if (g_strcmp0 (response, "release") != 0 || run == NULL)
        return;
    if (*reason == '\0')
        tally_page_say (TALLY_PAGE (self), _ ("Say why: nothing was released"));
    else
        tally_bill_desk_release_all (self->desk, run->run_id, *n, reason);
}

/* How many there are is said before all of them are released. */
static void
on_counted (TallyBillingPage *self, gint64 n)
{
    GtkWidget *entry = gtk_entry_new ();
    g_autofree char *count = tally_figure_of (TALLY_FIGURE_COUNT, n);
    g_autofree char *body = g_strdup_printf (_ ("%s held bills of this run have a price."), count);
    GtkWidget *dialog;

    if (n == 0) {
        tally_page_say (TALLY_PAGE (self), _ ("No held bill of this run has a price"));
        return;
    }
    dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                     _ ("Release all held bills?"), body);
    gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Reason"));
    gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
    tally_accessible_set_entry (entry, _ ("Reason for all"));
    adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
    adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"),
                                      "release", _ ("Release all"), NULL);
    adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "release");
    adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
    adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "release",
                                                ADW_RESPONSE_SUGGESTED);
    g_object_set_data_full (G_OBJECT (dialog), "count", g_memdup2 (&n, sizeof n), g_free);
    g_signal_connect_object (dialog, "response", G_CALLBACK (on_release_answered), self,
                             G_CONNECT_SWAPPED);
    gtk_window_present (GTK_WINDOW (dialog));
    gtk_widget_grab_focus (entry);
}

/* Those behind the selected one first, then from the top; none: the bill stays. */
static void
step_to_held (TallyBillingPage *self)
{
    GListModel *shown = tally_data_list_get_shown (self->bills);
    const TallyWireBillRow *selected = tally_data_list_get_selected (self->bills);
    guint n = g_list_model_get_n_items (shown);
    guint at = 0;

    for (guint i = 0; i < n; i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (shown, i);

        if (tally_row_item_get (item) == selected)
            at = i;
    }
    for (guint i = 1; i < n; i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (shown, (at + i) % n);
        const TallyWireBillRow *bill = tally_row_item_get (item);

        if (g_strcmp0 (bill->state, "held") == 0) {
            tally_data_list_select (self->bills, bill->number);
            show_selected_bill (self);
            return;
        }
    }
}

/* After a decision comes the next bill that waits for one. */
static void
on_acted (TallyBillingPage *self, gboolean is_done, const char *text)
{
    tally_page_say (TALLY_PAGE (self), text);
    tally_billing_model_refresh (self->model);
    if (is_done && g_str_equal (gtk_stack_get_visible_child_name (self->stack), "bill")
        && g_str_equal (gtk_stack_get_visible_child_name (self->places), "runs"))
        step_to_held (self);
}

static void
on_job_cancelled (TallyBillingPage *self)
{
    tally_billing_model_cancel (self->model);
}

static void
on_runs_changed (TallyBillingPage *self)
{
    GListModel *rows = tally_feed_get_rows (tally_billing_model_get_runs (self->model));
    guint n = g_list_model_get_n_items (rows);
    guint to_issue = 0;

    for (guint i = 0; i < n; i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireBillRun *run = tally_row_item_get (item);

        if (tally_billing_model_can_issue (run))
            to_issue++;
    }
    tally_page_set_count (TALLY_PAGE (self), to_issue);
    update_actions (self);
}

/* A book that was written is still to be saved, which then is said. */
static void
on_job_finished (TallyBillingPage *self, const GError *error)
{
    if (error == NULL && tally_billing_model_is_printing (self->model))
        return;
    tally_page_on_job_finished (TALLY_PAGE (self), error);
    tally_billing_model_refresh (self->model);
}

static void
tally_billing_page_refresh (TallyPage *page)
{
    tally_billing_model_refresh (TALLY_BILLING_PAGE (page)->model);
    tally_bill_desk_refresh (TALLY_BILLING_PAGE (page)->desk);
}

static void
tally_billing_page_hear (TallyPage *page, const char *name, const TallyWireEvent *event)
{
    tally_billing_model_hear (TALLY_BILLING_PAGE (page)->model, name, event);
}

static TallyDataList *
tally_billing_page_get_list (TallyPage *page)
{
    return TALLY_BILLING_PAGE (page)->bills;
}

static gboolean
tally_billing_page_back (TallyPage *page)
{
    TallyBillingPage *self = TALLY_BILLING_PAGE (page);

    if (!g_str_equal (gtk_stack_get_visible_child_name (self->stack), "bill"))
        return FALSE;
    on_bill_closed (self);
    return TRUE;
}

static void
tally_billing_page_dispose (GObject *object)
{
    TallyBillingPage *self = TALLY_BILLING_PAGE (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_BILLING_PAGE);
    g_clear_object (&self->model);
    g_clear_object (&self->desk);
    g_clear_pointer (&self->run_id, g_free);

    G_OBJECT_CLASS (tally_billing_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, actions);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, start);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, start_popover);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, run_form);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, issue);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, resume);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, release_all);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, save_all);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, places);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, switcher);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, job_bar);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, pair);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, runs);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, stack);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, bills);
    gtk_widget_class_bind_template_child (widget_class, TallyBillingPage, bill);
}

static void
tally_billing_page_class_init (TallyBillingPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    TallyPageClass *page_class = TALLY_PAGE_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_billing_page_dispose;
    page_class->refresh = tally_billing_page_refresh;
    page_class->hear = tally_billing_page_hear;
    page_class->get_list = tally_billing_page_get_list;
    page_class->back = tally_billing_page_back;

    g_type_ensure (TALLY_TYPE_RUN_FORM);
    g_type_ensure (TALLY_TYPE_JOB_BAR);
    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    g_type_ensure (TALLY_TYPE_BILL_VIEW);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-billing-page.ui");
    bind_children (widget_class);
    gtk_widget_class_bind_template_callback (widget_class, on_run_started);
    gtk_widget_class_bind_template_callback (widget_class, on_issue_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_resume_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_release_all_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_job_cancelled);
    gtk_widget_class_bind_template_callback (widget_class, on_save_all_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_run_selected);
    gtk_widget_class_bind_template_callback (widget_class, on_run_opened);
    gtk_widget_class_bind_template_callback (widget_class, on_bill_opened);
    gtk_widget_class_bind_template_callback (widget_class, on_bill_closed);
    gtk_widget_class_bind_template_callback (widget_class, on_bill_stepped);
}

static void
tally_billing_page_init (TallyBillingPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_follow_stack (self->stack);
    tally_accessible_follow_stack (self->places);

    tally_billing_columns_of_runs (self->runs);
    tally_billing_columns_of_bills (self->bills);
}

static void
connect_model (TallyBillingPage *self)
{
    TallyFeed *runs = tally_billing_model_get_runs (self->model);
    TallyJob *job = tally_billing_model_get_job (self->model);
    gboolean may_run = tally_billing_model_may (self->model, "run");
    gboolean may_issue = tally_billing_model_may (self->model, "issue");

    tally_data_list_set_feed (self->runs, runs);
    tally_data_list_set_feed (self->bills, tally_billing_model_get_bills (self->model));
    tally_bill_view_set_model (self->bill, self->model, self->desk);
    tally_job_bar_set_job (self->job_bar, job, TRUE);
    g_signal_connect_object (runs, "changed", G_CALLBACK (on_runs_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "changed", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    tally_run_form_set_model (self->run_form, self->model);
    gtk_widget_set_visible (self->start, may_run);
    gtk_widget_set_visible (self->issue, may_issue);
}

/* What is done to runs is offered beside runs only. */
static void
on_place_changed (TallyBillingPage *self)
{
    const char *place = gtk_stack_get_visible_child_name (self->places);

    gtk_widget_set_visible (self->actions, g_str_equal (place, "runs"));
}

static void
connect_desk (TallyBillingPage *self)
{
    gtk_stack_add_titled (self->places, tally_correction_view_new (self->desk), "corrections",
                          _ ("Corrections"));
    gtk_stack_add_titled (self->places, tally_to_date_view_new (self->desk), "to-date",
                          _ ("To date"));
    gtk_stack_add_titled (self->places, tally_check_view_new (self->desk), "checks", _ ("Checks"));
    g_signal_connect_object (self->desk, "acted", G_CALLBACK (on_acted), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (self->desk, "counted", G_CALLBACK (on_counted), self,
                             G_CONNECT_SWAPPED);
    gtk_widget_set_visible (self->release_all, tally_bill_desk_may (self->desk, "bill-hold"));
    g_signal_connect_object (self->places, "notify::visible-child", G_CALLBACK (on_place_changed),
                             self, G_CONNECT_SWAPPED);
}

GtkWidget *
tally_billing_page_new (TallyApi *api)
{
    TallyBillingPage *self = g_object_new (TALLY_TYPE_BILLING_PAGE, NULL);

    self->model = tally_billing_model_new (api);
    self->desk = tally_bill_desk_new (api);
    connect_model (self);
    connect_desk (self);
    tally_billing_model_load (self->model);
    tally_bill_desk_load (self->desk);
    return GTK_WIDGET (self);
}
