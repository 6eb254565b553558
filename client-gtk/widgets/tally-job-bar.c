// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/widgets/tally-job-bar.h"

#include "client-gtk/models/tally-figure.h"

#include <glib/gi18n.h>

/* A bar of unknown length moves, so that nobody thinks all has stopped. */
#define PULSE_MS 120

struct _TallyJobBar {
    GtkWidget parent_instance;

    TallyJob *job;
    GtkWidget *revealer;
    GtkLabel *title;
    GtkLabel *figures;
    GtkProgressBar *bar;
    GtkWidget *cancel;
    guint pulse;
};

G_DEFINE_FINAL_TYPE (TallyJobBar, tally_job_bar, GTK_TYPE_WIDGET)

enum {
    SIGNAL_CANCELLED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
on_pulse (gpointer user_data)
{
    TallyJobBar *self = user_data;

    gtk_progress_bar_pulse (self->bar);
    return G_SOURCE_CONTINUE;
}

static void
show_progress (TallyJobBar *self, gint64 done, gint64 total)
{
    g_autofree char *n = tally_figure_of (TALLY_FIGURE_COUNT, done);
    g_autofree char *all = tally_figure_of (TALLY_FIGURE_COUNT, total);
    g_autofree char *text = total > 0 ? g_strdup_printf (_ ("%s of %s"), n, all) : g_strdup ("…");

    gtk_label_set_text (self->figures, text);
    if (total > 0) {
        g_clear_handle_id (&self->pulse, g_source_remove);
        gtk_progress_bar_set_fraction (self->bar, (double) MIN (done, total) / (double) total);
    } else if (self->pulse == 0) {
        self->pulse = g_timeout_add (PULSE_MS, on_pulse, self);
    }
}

static void
on_job_changed (TallyJobBar *self)
{
    gboolean is_running = tally_job_is_running (self->job);

    gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), is_running);
    gtk_widget_set_visible (GTK_WIDGET (self), is_running);
    if (!is_running) {
        g_clear_handle_id (&self->pulse, g_source_remove);
        return;
    }
    gtk_label_set_text (self->title, tally_job_get_title (self->job));
    show_progress (self, tally_job_get_done (self->job), tally_job_get_total (self->job));
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    tally_job_get_title (self->job), -1);
}

static void
on_cancel_clicked (TallyJobBar *self)
{
    gtk_widget_set_sensitive (self->cancel, FALSE);
    g_signal_emit (self, signals[SIGNAL_CANCELLED], 0);
}

static void
on_job_finished (TallyJobBar *self)
{
    gtk_widget_set_sensitive (self->cancel, TRUE);
}

void
tally_job_bar_set_job (TallyJobBar *self, TallyJob *job, gboolean can_cancel)
{
    g_return_if_fail (TALLY_IS_JOB_BAR (self));
    g_return_if_fail (self->job == NULL);

    self->job = g_object_ref (job);
    gtk_widget_set_visible (self->cancel, can_cancel);
    g_signal_connect_object (job, "changed", G_CALLBACK (on_job_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    on_job_changed (self);
}

static void
tally_job_bar_dispose (GObject *object)
{
    TallyJobBar *self = TALLY_JOB_BAR (object);

    g_clear_handle_id (&self->pulse, g_source_remove);
    g_clear_object (&self->job);
    g_clear_pointer (&self->revealer, gtk_widget_unparent);

    G_OBJECT_CLASS (tally_job_bar_parent_class)->dispose (object);
}

static void
tally_job_bar_class_init (TallyJobBarClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = tally_job_bar_dispose;

    signals[SIGNAL_CANCELLED] = g_signal_new ("cancelled", TALLY_TYPE_JOB_BAR, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);
    gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
    gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "jobbar");
}

static void
tally_job_bar_init (TallyJobBar *self)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

    self->title = GTK_LABEL (gtk_label_new (NULL));
    gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
    self->figures = GTK_LABEL (gtk_label_new (NULL));
    gtk_widget_add_css_class (GTK_WIDGET (self->figures), "numeric");
    self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
    gtk_widget_set_hexpand (GTK_WIDGET (self->bar), TRUE);
    gtk_widget_set_valign (GTK_WIDGET (self->bar), GTK_ALIGN_CENTER);
    self->cancel = gtk_button_new_with_label (_ ("Cancel"));
    g_signal_connect_object (self->cancel, "clicked", G_CALLBACK (on_cancel_clicked), self,
                             G_CONNECT_SWAPPED);

    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->figures));
    gtk_box_append (GTK_BOX (box), self->cancel);
    self->revealer = gtk_revealer_new ();
    gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
    gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
