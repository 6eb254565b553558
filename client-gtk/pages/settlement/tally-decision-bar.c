// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/settlement/tally-decision-bar.h"

#include "client-gtk/models/tally-figure.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

/* What the server says when the one who prepared it tries to decide. */
#define FOUR_EYES "four-eyes"

struct _TallyDecisionBar {
    AdwBin parent_instance;

    TallySettlementModel *model;
    gboolean is_returning; /* which of the two forms is open */
    gboolean is_refused;   /* the server refused this person's decision */
    char *shown_id;

    /* Template children */
    GtkLabel *title;
    GtkLabel *subtitle;
    GtkWidget *audit;
    GtkWidget *submit;
    GtkWidget *give_back;
    GtkWidget *approve;
    GtkWidget *publish;
    GtkWidget *notice;
    GtkLabel *notice_title;
    GtkLabel *notice_text;
    GtkRevealer *form;
    GtkLabel *form_text;
    GtkEditable *password;
    GtkEditable *code;
    GtkEditable *reason;
    GtkButton *confirm;
};

G_DEFINE_FINAL_TYPE (TallyDecisionBar, tally_decision_bar, ADW_TYPE_BIN)

static const TallyWireSettlementRow *
summary_of (TallyDecisionBar *self)
{
    TallyFeed *feed = tally_settlement_model_get_settlement (self->model);
    const TallyWireSettlement *settlement = tally_feed_get_message (feed);

    return settlement != NULL ? settlement->summary : NULL;
}

static void
show_notice (TallyDecisionBar *self, const char *title, const char *text, const char *style)
{
    gtk_widget_set_visible (self->notice, title != NULL);
    if (title == NULL)
        return;
    gtk_widget_remove_css_class (self->notice, "wrong");
    gtk_widget_remove_css_class (self->notice, "attention");
    gtk_widget_add_css_class (self->notice, style);
    gtk_label_set_text (self->notice_title, title);
    gtk_label_set_text (self->notice_text, text);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->notice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    title, -1);
}

static void
explain (TallyDecisionBar *self, const TallyWireSettlementRow *summary)
{
    gboolean is_submitted = g_strcmp0 (summary->state, "submitted") == 0;
    gboolean is_own = tally_settlement_model_is_own (self->model);

    if (self->is_refused)
        show_notice (self, _ ("Refused: two people have to agree"),
                     _ ("Whoever submits a settlement cannot also decide on it. Nothing was "
                        "changed. Ask another supervisor to approve or return it."),
                     "wrong");
    else if (is_submitted && is_own)
        show_notice (self, _ ("Waiting for another person"),
                     _ ("You submitted this settlement, so another supervisor has to approve or "
                        "return it."),
                     "attention");
    else
        show_notice (self, NULL, NULL, NULL);
}

static void
describe (TallyDecisionBar *self, const TallyWireSettlementRow *summary)
{
    g_autofree char *period = tally_figure_period (summary->period_start, summary->period_end);
    g_autofree char *title = g_strdup_printf ("%s · %s", period,
                                              tally_figure_word (summary->state));
    g_autoptr(GString) subtitle = g_string_new (NULL);

    g_string_append_printf (subtitle, _ ("Drafted by %s"),
                            summary->drafted_by != NULL ? summary->drafted_by : "–");
    if (summary->submitted_by != NULL) {
        g_string_append (subtitle, " · ");
        g_string_append_printf (subtitle, _ ("submitted by %s"), summary->submitted_by);
    }
    if (summary->decided_by != NULL) {
        g_string_append (subtitle, " · ");
        g_string_append_printf (subtitle, _ ("decided by %s"), summary->decided_by);
    }
    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->subtitle, subtitle->str);
}

static void
forget_other (TallyDecisionBar *self, const TallyWireSettlementRow *summary)
{
    const char *id = summary != NULL ? summary->settlement_id : NULL;

    if (g_strcmp0 (id, self->shown_id) == 0)
        return;
    g_free (self->shown_id);
    self->shown_id = g_strdup (id);
    self->is_refused = FALSE;
    tally_decision_bar_close (self);
}

static void
update (TallyDecisionBar *self)
{
    const TallyWireSettlementRow *summary = summary_of (self);
    gboolean is_submitted = summary != NULL && g_strcmp0 (summary->state, "submitted") == 0;
    gboolean may_decide = tally_settlement_model_may (self->model, "decide");
    gboolean can_approve = tally_settlement_model_allows (self->model, "approve");
    gboolean can_return = tally_settlement_model_allows (self->model, "return");

    forget_other (self, summary);
    gtk_widget_set_visible (self->audit, tally_settlement_model_allows (self->model, "audit"));
    gtk_widget_set_visible (self->submit, tally_settlement_model_allows (self->model, "submit"));
    gtk_widget_set_visible (self->publish, tally_settlement_model_allows (self->model, "publish"));
    /* A supervisor who may not decide on this one sees what is missing, and why. */
    gtk_widget_set_visible (self->approve, can_approve || (is_submitted && may_decide));
    gtk_widget_set_visible (self->give_back, can_return || (is_submitted && may_decide));
    gtk_widget_set_sensitive (self->approve, can_approve && !self->is_refused);
    gtk_widget_set_sensitive (self->give_back, can_return && !self->is_refused);
    if (summary == NULL) {
        gtk_label_set_text (self->title, "");
        gtk_label_set_text (self->subtitle, "");
        show_notice (self, NULL, NULL, NULL);
        return;
    }
    describe (self, summary);
    explain (self, summary);
}

static void
on_job_finished (TallyDecisionBar *self, const GError *error)
{
    if (g_error_matches (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN)
        && strstr (error->message, FOUR_EYES) != NULL)
        self->is_refused = TRUE;
    update (self);
}

static void
on_form_edited (TallyDecisionBar *self)
{
    GtkEditable *needed = self->is_returning ? self->reason : self->password;

    gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), *gtk_editable_get_text (needed) != '\0');
}

static void
open_form (TallyDecisionBar *self, gboolean is_returning)
{
    self->is_returning = is_returning;
    gtk_editable_set_text (self->password, "");
    gtk_editable_set_text (self->code, "");
    gtk_editable_set_text (self->reason, "");
    gtk_widget_set_visible (GTK_WIDGET (self->password), !is_returning);
    gtk_widget_set_visible (GTK_WIDGET (self->code), !is_returning);
    gtk_widget_set_visible (GTK_WIDGET (self->reason), is_returning);
    gtk_button_set_label (self->confirm, is_returning ? _ ("Return") : _ ("Approve"));
    gtk_label_set_text (self->form_text,
                        is_returning
                            ? _ ("Say why, so that it can be put right. The reason is kept.")
                            : _ ("Approving makes these figures binding. Enter your password to "
                                 "confirm that it is you."));
    on_form_edited (self);
    gtk_revealer_set_reveal_child (self->form, TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (is_returning ? self->reason : self->password));
}

static void
on_approve_clicked (TallyDecisionBar *self)
{
    open_form (self, FALSE);
}

static void
on_give_back_clicked (TallyDecisionBar *self)
{
    open_form (self, TRUE);
}

static void
on_audit_clicked (TallyDecisionBar *self)
{
    tally_settlement_model_audit (self->model);
}

static void
on_submit_clicked (TallyDecisionBar *self)
{
    tally_settlement_model_submit (self->model);
}

static void
on_publish_clicked (TallyDecisionBar *self)
{
    tally_settlement_model_publish (self->model);
}

static void
on_cancel_clicked (TallyDecisionBar *self)
{
    tally_decision_bar_close (self);
}

static void
on_confirm_clicked (TallyDecisionBar *self)
{
    if (!gtk_widget_get_sensitive (GTK_WIDGET (self->confirm)))
        return;
    if (self->is_returning)
        tally_settlement_model_return (self->model, gtk_editable_get_text (self->reason));
    else
        tally_settlement_model_approve (self->model, gtk_editable_get_text (self->password),
                                        gtk_editable_get_text (self->code));
    tally_decision_bar_close (self);
}

gboolean
tally_decision_bar_close (TallyDecisionBar *self)
{
    gboolean was_open = gtk_revealer_get_reveal_child (self->form);

    gtk_revealer_set_reveal_child (self->form, FALSE);
    gtk_editable_set_text (self->password, "");
    return was_open;
}

void
tally_decision_bar_set_model (TallyDecisionBar *self, TallySettlementModel *model)
{
    TallyJob *job = tally_settlement_model_get_job (model);

    g_return_if_fail (TALLY_IS_DECISION_BAR (self));
    g_return_if_fail (self->model == NULL);

    self->model = g_object_ref (model);
    g_signal_connect_object (tally_settlement_model_get_settlement (model), "changed",
                             G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    update (self);
}

static void
tally_decision_bar_dispose (GObject *object)
{
    TallyDecisionBar *self = TALLY_DECISION_BAR (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_DECISION_BAR);
    g_clear_object (&self->model);
    g_clear_pointer (&self->shown_id, g_free);

    G_OBJECT_CLASS (tally_decision_bar_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, title);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, subtitle);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, audit);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, submit);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, give_back);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, approve);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, publish);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, notice);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, notice_title);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, notice_text);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, form);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, form_text);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, password);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, code);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, reason);
    gtk_widget_class_bind_template_child (widget_class, TallyDecisionBar, confirm);
}

static void
tally_decision_bar_class_init (TallyDecisionBarClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_decision_bar_dispose;
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-decision-bar.ui");
    bind_children (widget_class);
    gtk_widget_class_bind_template_callback (widget_class, on_audit_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_submit_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_approve_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_give_back_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_publish_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_confirm_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_form_edited);
}

static void
tally_decision_bar_init (TallyDecisionBar *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_set_entry (GTK_WIDGET (self->password), _ ("Your password"));
    tally_accessible_set_entry (GTK_WIDGET (self->code), _ ("Code"));
    tally_accessible_set_entry (GTK_WIDGET (self->reason), _ ("What has to be changed"));
}
