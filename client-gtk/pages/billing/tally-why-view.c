// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/billing/tally-why-view.h"

#include "client-gtk/widgets/tally-load-view.h"

#include <glib/gi18n.h>

#define PICTURE_HEIGHT 216

struct _TallyWhyView {
    AdwBin parent_instance;

    TallyFeed *feed;
    TallyLineWhy *why;
    GtkWidget *text;
    GtkWidget *note; /* where the explanation comes from, when that matters */
    GtkWidget *picture;
    GtkWidget *reading;
};

G_DEFINE_FINAL_TYPE (TallyWhyView, tally_why_view, ADW_TYPE_BIN)

static void
say (GtkWidget *label, const char *text)
{
    gtk_label_set_text (GTK_LABEL (label), text);
    gtk_widget_set_visible (label, *text != '\0');
}

static const char *
note_of (const TallyWireLineReason *reason)
{
    if (!reason->is_same)
        return reason->is_kept
                   ? _ ("What is stored does not give this line again: have the bills verified.")
                   : _ ("The bill did not keep what it was made from, and what is known today "
                        "gives another line.");
    if (reason->is_credit)
        return _ ("A credit note: this is why the line it takes back was what it was.");
    return "";
}

static void
show_why (TallyWhyView *self, const TallyWireLineReason *reason)
{
    g_autoptr(GError) error = NULL;
    gboolean has_picture;

    say (self->note, note_of (reason));
    if (!reason->is_same)
        return;
    self->why = tally_line_why_new (reason, &error);
    if (self->why == NULL) {
        say (self->text, error->message);
        return;
    }
    has_picture = tally_line_why_get_chart (self->why) != NULL;
    say (self->text, tally_line_why_get_text (self->why));
    gtk_widget_set_visible (self->picture, has_picture);
    if (has_picture)
        tally_load_view_set (TALLY_LOAD_VIEW (self->picture), self->why);
    else if (*gtk_label_get_text (GTK_LABEL (self->note)) == '\0')
        say (self->note, _ ("This line is not made of intervals."));
}

static void
on_changed (TallyWhyView *self)
{
    const TallyWireLineReason *reason = tally_feed_get_message (self->feed);
    const GError *error = tally_feed_get_error (self->feed);

    tally_load_view_set (TALLY_LOAD_VIEW (self->picture), NULL);
    g_clear_pointer (&self->why, tally_line_why_free);
    gtk_widget_set_visible (self->picture, FALSE);
    say (self->note, "");
    say (self->text, "");
    if (reason != NULL)
        show_why (self, reason);
    else if (error != NULL)
        say (self->text, error->message);
    else if (tally_feed_get_state (self->feed) == TALLY_FEED_LOADING)
        say (self->text, _ ("Working out why…"));
}

static void
on_read (TallyWhyView *self)
{
    g_autofree char *reading = NULL;

    g_object_get (self->picture, "reading", &reading, NULL);
    /* The label stays, so that nothing moves under the pointer. */
    gtk_label_set_text (GTK_LABEL (self->reading),
                        *reading != '\0' ? reading : _ ("Arrow keys or pointer read values out"));
}

void
tally_why_view_set_feed (TallyWhyView *self, TallyFeed *feed)
{
    g_return_if_fail (self->feed == NULL);

    self->feed = g_object_ref (feed);
    g_signal_connect_object (feed, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
    on_changed (self);
}

static void
tally_why_view_dispose (GObject *object)
{
    TallyWhyView *self = TALLY_WHY_VIEW (object);

    if (self->why != NULL)
        tally_load_view_set (TALLY_LOAD_VIEW (self->picture), NULL);
    g_clear_pointer (&self->why, tally_line_why_free);
    g_clear_object (&self->feed);

    G_OBJECT_CLASS (tally_why_view_parent_class)->dispose (object);
}

static void
tally_why_view_class_init (TallyWhyViewClass *klass)
{
    G_OBJECT_CLASS (klass)->dispose = tally_why_view_dispose;
}

static GtkWidget *
label_new (GtkWidget *box, const char *css_class)
{
    GtkWidget *label = gtk_label_new (NULL);

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_selectable (GTK_LABEL (label), FALSE);
    if (css_class != NULL)
        gtk_widget_add_css_class (label, css_class);
    gtk_box_append (GTK_BOX (box), label);
    return label;
}

static void
tally_why_view_init (TallyWhyView *self)
{
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

    gtk_widget_set_margin_start (box, 8);
    gtk_widget_set_margin_end (box, 8);
    gtk_widget_set_margin_bottom (box, 6);
    self->text = label_new (box, NULL);
    self->note = label_new (box, "dim-label");
    self->picture = g_object_new (TALLY_TYPE_LOAD_VIEW, "height-request", PICTURE_HEIGHT, NULL);
    gtk_box_append (GTK_BOX (box), self->picture);
    self->reading = label_new (box, "dim-label");
    gtk_widget_add_css_class (self->reading, "numeric");
    g_object_bind_property (self->picture, "visible", self->reading, "visible",
                            G_BINDING_SYNC_CREATE);
    g_signal_connect_object (self->picture, "notify::reading", G_CALLBACK (on_read), self,
                             G_CONNECT_SWAPPED);
    on_read (self);
    adw_bin_set_child (ADW_BIN (self), box);
}
