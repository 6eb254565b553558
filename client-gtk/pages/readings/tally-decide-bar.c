// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/readings/tally-decide-bar.h"

#include "client-gtk/models/tally-figure.h"
#include "client-gtk/widgets/tally-accessible.h"

#include <glib/gi18n.h>

struct _TallyDecideBar {
    AdwBin parent_instance;

    TallyAsk ask; /* what the reason is for */
    guint n_all;  /* so many at once; 0 only the one shown */
    char *last;   /* reason, which Enter repeats */

    /* Template children */
    GtkLabel *title;
    GtkLabel *text;
    GtkWidget *accept;
    GtkWidget *estimate;
    GtkWidget *reopen;
    GtkRevealer *form;
    GtkLabel *question;
    GtkEditable *reason;
    GtkButton *confirm;
};

G_DEFINE_FINAL_TYPE (TallyDecideBar, tally_decide_bar, ADW_TYPE_BIN)

enum {
    SIGNAL_DECIDED,
    SIGNAL_STEPPED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkWidget *
button_of (TallyDecideBar *self, TallyAsk ask)
{
    return ask == TALLY_ASK_ACCEPT     ? self->accept
           : ask == TALLY_ASK_ESTIMATE ? self->estimate
                                       : self->reopen;
}

static const char *
question_of (TallyAsk ask)
{
    return ask == TALLY_ASK_ACCEPT     ? _ ("Accept the values as they are.")
           : ask == TALLY_ASK_ESTIMATE ? _ ("Replace the values by the best estimate.")
                                       : _ ("Open it again for another decision.");
}

static void
show_form (TallyDecideBar *self, gboolean is_shown)
{
    gtk_widget_set_visible (GTK_WIDGET (self->form), is_shown);
    gtk_revealer_set_reveal_child (self->form, is_shown);
}

void
tally_decide_bar_show (TallyDecideBar *self, const char *title, const char *text)
{
    g_return_if_fail (TALLY_IS_DECIDE_BAR (self));

    gtk_label_set_text (self->title, title);
    gtk_label_set_text (self->text, text);
}

void
tally_decide_bar_allow (TallyDecideBar *self, TallyAsk ask, gboolean can)
{
    g_return_if_fail (TALLY_IS_DECIDE_BAR (self));

    gtk_widget_set_sensitive (button_of (self, ask), can);
}

gboolean
tally_decide_bar_begin (TallyDecideBar *self, TallyAsk ask, guint n_all)
{
    g_autofree char *n = tally_figure_of (TALLY_FIGURE_COUNT, n_all);
    g_autofree char *many = NULL;

    g_return_val_if_fail (TALLY_IS_DECIDE_BAR (self), FALSE);

    if (n_all == 0 && !gtk_widget_get_sensitive (button_of (self, ask)))
        return FALSE;
    self->ask = ask;
    self->n_all = n_all;
    /* translators: how many exceptions, and what is done with each */
    many = g_strdup_printf (_ ("All %s of the list: %s"), n, question_of (ask));
    gtk_label_set_text (self->question, n_all > 0 ? many : question_of (ask));
    show_form (self, TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
    return TRUE;
}

gboolean
tally_decide_bar_cancel (TallyDecideBar *self)
{
    gboolean was_asking = gtk_revealer_get_reveal_child (self->form);

    show_form (self, FALSE);
    return was_asking;
}

/* What was typed, or else the reason of the decision before, which the empty field shows. */
static char *
reason_of (TallyDecideBar *self)
{
    g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));

    return *typed == '\0' && self->last != NULL ? g_strdup (self->last) : g_steal_pointer (&typed);
}

static void
on_reason_edited (TallyDecideBar *self)
{
    g_autofree char *reason = reason_of (self);

    gtk_widget_set_sensitive (GTK_WIDGET (self->confirm), *reason != '\0');
}

static void
on_confirm_clicked (TallyDecideBar *self)
{
    g_autofree char *reason = reason_of (self);

    if (*reason == '\0')
        return;
    show_form (self, FALSE);
    g_free (self->last);
    self->last = g_strdup (reason);
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->reason), reason);
    gtk_editable_set_text (self->reason, "");
    g_signal_emit (self, signals[SIGNAL_DECIDED], 0, (int) self->ask, reason, self->n_all > 0);
}

static void
on_cancel_clicked (TallyDecideBar *self)
{
    tally_decide_bar_cancel (self);
}

static void
on_accept_clicked (TallyDecideBar *self)
{
    tally_decide_bar_begin (self, TALLY_ASK_ACCEPT, 0);
}

static void
on_estimate_clicked (TallyDecideBar *self)
{
    tally_decide_bar_begin (self, TALLY_ASK_ESTIMATE, 0);
}

static void
on_reopen_clicked (TallyDecideBar *self)
{
    tally_decide_bar_begin (self, TALLY_ASK_REOPEN, 0);
}

static void
on_before_clicked (TallyDecideBar *self)
{
    g_signal_emit (self, signals[SIGNAL_STEPPED], 0, -1);
}

static void
on_after_clicked (TallyDecideBar *self)
{
    g_signal_emit (self, signals[SIGNAL_STEPPED], 0, 1);
}

static void
tally_decide_bar_dispose (GObject *object)
{
    gtk_widget_dispose_template (GTK_WIDGET (object), TALLY_TYPE_DECIDE_BAR);

    G_OBJECT_CLASS (tally_decide_bar_parent_class)->dispose (object);
}

static void
tally_decide_bar_finalize (GObject *object)
{
    g_free (TALLY_DECIDE_BAR (object)->last);

    G_OBJECT_CLASS (tally_decide_bar_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
    gtk_widget_class_bind_template_child (widget_class, TallyDecideBar, title);
    gtk_widget_class_bind_template_child (widget_class, TallyDecideBar, text);
    gtk_widget_class_bind_template_child (widget_class, TallyDecideBar, accept);
    gtk_widget_class_bind_template_child (widget_class, TallyDecideBar, estimate);
    gtk_widget_class_bind_template_child (widget_class, TallyDecideBar, reopen);
    gtk_widget_class_bind_template_child (widget_class, TallyDecideBar, form);
    gtk_widget_class_bind_template_child (widget_class, TallyDecideBar, question);
    gtk_widget_class_bind_template_child (widget_class, TallyDecideBar, reason);
    gtk_widget_class_bind_template_child (widget_class, TallyDecideBar, confirm);
    gtk_widget_class_bind_template_callback (widget_class, on_reason_edited);
    gtk_widget_class_bind_template_callback (widget_class, on_confirm_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_accept_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_estimate_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_reopen_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_before_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_after_clicked);
}

static void
tally_decide_bar_class_init (TallyDecideBarClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_decide_bar_dispose;
    G_OBJECT_CLASS (klass)->finalize = tally_decide_bar_finalize;
    signals[SIGNAL_DECIDED] = g_signal_new ("decided", TALLY_TYPE_DECIDE_BAR, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_INT,
                                            G_TYPE_STRING, G_TYPE_BOOLEAN);
    signals[SIGNAL_STEPPED] = g_signal_new ("stepped", TALLY_TYPE_DECIDE_BAR, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
    gtk_widget_class_set_template_from_resource (widget_class,
                                                 "/org/gridtally/Gridtally/ui/tally-decide-bar.ui");
    bind_children (widget_class);
}

static void
tally_decide_bar_init (TallyDecideBar *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));
    tally_accessible_name (GTK_WIDGET (self));
    tally_accessible_set_entry (GTK_WIDGET (self->reason), _ ("Reason"));
    show_form (self, FALSE);
    on_reason_edited (self);
}
