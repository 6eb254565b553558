// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/tally-page.h"

#include <glib/gi18n.h>

typedef struct {
    guint count;
} TallyPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TallyPage, tally_page, ADW_TYPE_BIN)

enum {
    PROP_COUNT = 1,
    N_PROPS
};

static GParamSpec *properties[N_PROPS];

void
tally_page_refresh (TallyPage *self)
{
    g_return_if_fail (TALLY_IS_PAGE (self));

    TALLY_PAGE_GET_CLASS (self)->refresh (self);
}

void
tally_page_hear (TallyPage *self, const char *name, const TallyWireEvent *event)
{
    g_return_if_fail (TALLY_IS_PAGE (self));

    if (TALLY_PAGE_GET_CLASS (self)->hear != NULL)
        TALLY_PAGE_GET_CLASS (self)->hear (self, name, event);
}

TallyDataList *
tally_page_get_list (TallyPage *self)
{
    GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
    GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
    GtkWidget *list = focus != NULL ? gtk_widget_get_ancestor (focus, TALLY_TYPE_DATA_LIST) : NULL;

    if (list != NULL && gtk_widget_is_ancestor (list, GTK_WIDGET (self)))
        return TALLY_DATA_LIST (list);
    return TALLY_PAGE_GET_CLASS (self)->get_list (self);
}

gboolean
tally_page_back (TallyPage *self)
{
    g_return_val_if_fail (TALLY_IS_PAGE (self), FALSE);

    return TALLY_PAGE_GET_CLASS (self)->back != NULL && TALLY_PAGE_GET_CLASS (self)->back (self);
}

guint
tally_page_get_count (TallyPage *self)
{
    TallyPagePrivate *private = tally_page_get_instance_private (self);

    return private->count;
}

void
tally_page_set_count (TallyPage *self, guint count)
{
    TallyPagePrivate *private = tally_page_get_instance_private (self);

    if (private->count == count)
        return;
    private->count = count;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

void
tally_page_say (TallyPage *self, const char *text)
{
    gtk_widget_activate_action (GTK_WIDGET (self), "win.say", "s", text);
}

void
tally_page_on_job_finished (TallyPage *self, const GError *error)
{
    tally_page_say (self, error != NULL ? error->message : _ ("Done"));
}

static void
tally_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
    if (prop_id == PROP_COUNT)
        g_value_set_uint (value, tally_page_get_count (TALLY_PAGE (object)));
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
tally_page_class_init (TallyPageClass *klass)
{
    G_OBJECT_CLASS (klass)->get_property = tally_page_get_property;

    properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
tally_page_init (TallyPage *self)
{
}
