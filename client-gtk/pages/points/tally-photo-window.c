// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/points/tally-photo-window.h"

#include "client-gtk/models/tally-figure.h"
#include "client-gtk/widgets/tally-accessible.h"

#include <glib/gi18n.h>

#define WIDTH 720
#define HEIGHT 560

typedef struct {
    GtkWidget *parent;
    char *title;
} Showing;

static void
showing_free (Showing *showing)
{
    g_object_unref (showing->parent);
    g_free (showing->title);
    g_free (showing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Showing, showing_free)

static void
say (const Showing *showing, const GError *error)
{
    g_autofree char *text = g_strdup_printf (_ ("The photo cannot be shown: %s"), error->message);

    gtk_widget_activate_action (showing->parent, "win.say", "s", text);
}

static void
on_unpacked (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(Showing) showing = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);
    GtkRoot *root = gtk_widget_get_root (showing->parent);
    GtkWidget *window;
    GtkWidget *picture;

    if (texture == NULL) {
        say (showing, error);
        return;
    }
    /* A dialog is closed by Escape. */
    window = gtk_dialog_new_with_buttons (showing->title, root != NULL ? GTK_WINDOW (root) : NULL,
                                          GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT
                                              | GTK_DIALOG_USE_HEADER_BAR,
                                          NULL, NULL);
    picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
    tally_accessible_set (picture, showing->title);
    gtk_widget_set_vexpand (picture, TRUE);
    gtk_box_append (GTK_BOX (gtk_dialog_get_content_area (GTK_DIALOG (window))), picture);
    gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
    gtk_window_present (GTK_WINDOW (window));
}

/* A telephone's picture takes a moment, in which the window goes on. */
static void
unpack (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    GError *error = NULL;
    GdkTexture *texture = gdk_texture_new_from_bytes (task_data, &error);

    if (texture != NULL)
        g_task_return_pointer (task, texture, g_object_unref);
    else
        g_task_return_error (task, error);
}

static void
on_photo (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(Showing) showing = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GTask) task = NULL;
    GBytes *bytes = tally_points_model_photo_finish (result, &error);

    if (bytes == NULL) {
        say (showing, error);
        return;
    }
    task = g_task_new (NULL, NULL, on_unpacked, g_steal_pointer (&showing));
    g_task_set_task_data (task, bytes, (GDestroyNotify) g_bytes_unref);
    g_task_run_in_thread (task, unpack);
}

void
tally_photo_window_open (GtkWidget *parent, TallyPointsModel *model, const TallyWireManualRow *row)
{
    Showing *showing = g_new0 (Showing, 1);
    g_autofree char *at = tally_figure_of (TALLY_FIGURE_INSTANT, row->at);

    showing->parent = g_object_ref (parent);
    /* translators: a meter's number, and when it was read */
    showing->title = g_strdup_printf (_ ("Meter %s, %s"), row->serial, at);
    tally_points_model_photo_async (model, row->photo, on_photo, showing);
}
