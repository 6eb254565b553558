// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/points/tally-points-page.h"

#include "client-gtk/pages/points/tally-point-view.h"
#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-job-bar.h"
#include "client-gtk/widgets/tally-pair.h"

#include <glib/gi18n.h>

struct _TallyPointsPage {
    TallyPage parent_instance;

    TallyPointsModel *model;
    char *shown; /* code of the point that is shown */

    /* Template children */
    GtkEditable *search;
    TallyJobBar *job_bar;
    TallyPair *pair;
    TallyDataList *points;
    TallyPointView *view;
};

G_DEFINE_FINAL_TYPE (TallyPointsPage, tally_points_page, TALLY_TYPE_PAGE)

static const TallyColumn columns[] = {
    TALLY_COLUMN (TallyWirePointRow, code, N_ ("Point"), TEXT, 92, 0),
    TALLY_COLUMN (TallyWirePointRow, name, N_ ("Name"), TEXT, 150, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWirePointRow, kind, N_ ("Kind"), WORD, 110, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWirePointRow, meter_serial, N_ ("Meter"), TEXT, 110, 0),
    TALLY_COLUMN (TallyWirePointRow, node_name, N_ ("Region"), TEXT, 140, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWirePointRow, exceptions_open, N_ ("Exceptions"), COUNT, 90, 0),
    TALLY_COLUMN (TallyWirePointRow, newest_at, N_ ("Newest value"), INSTANT, 132, 0),
};

static void
on_selected (TallyPointsPage *self)
{
    const TallyWirePointRow *row = tally_data_list_get_selected (self->points);

    if (g_strcmp0 (row != NULL ? row->code : NULL, self->shown) == 0)
        return;
    g_free (self->shown);
    self->shown = g_strdup (row != NULL ? row->code : NULL);
    tally_points_model_choose (self->model, row);
}

static void
on_opened (TallyPointsPage *self)
{
    tally_pair_show (self->pair, 1);
}

static void
on_search_changed (TallyPointsPage *self)
{
    if (self->model != NULL)
        tally_points_model_search (self->model, gtk_editable_get_text (self->search));
}

static void
on_job_finished (TallyPointsPage *self, const GError *error)
{
    tally_point_view_tell (self->view, error);
    if (error != NULL)
        return;
    tally_page_say (TALLY_PAGE (self), _ ("Done. The days since then are validated anew."));
    tally_points_model_refresh (self->model);
}

static void
tally_points_page_refresh (TallyPage *page)
{
    tally_points_model_refresh (TALLY_POINTS_PAGE (page)->model);
}

static TallyDataList *
tally_points_page_get_list (TallyPage *page)
{
    return TALLY_POINTS_PAGE (page)->points;
}

static gboolean
tally_points_page_back (TallyPage *page)
{
    TallyPointsPage *self = TALLY_POINTS_PAGE (page);

    if (!tally_pair_is_narrow (self->pair))
        return FALSE;
    tally_pair_show (self->pair, 0);
    return TRUE;
}

static void
step (TallyPointsPage *self, int direction)
{
    tally_data_list_step (self->points, direction);
}

static gboolean
on_step_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
    step (TALLY_POINTS_PAGE (widget), g_variant_get_int32 (arguments));
    return TRUE;
}

static void
tally_points_page_dispose (GObject *object)
{
    TallyPointsPage *self = TALLY_POINTS_PAGE (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_POINTS_PAGE);
    g_clear_object (&self->model);
    g_clear_pointer (&self->shown, g_free);

    G_OBJECT_CLASS (tally_points_page_parent_class)->dispose (object);
}

static void
tally_points_page_class_init (TallyPointsPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    TallyPageClass *page_class = TALLY_PAGE_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_points_page_dispose;
    page_class->refresh = tally_points_page_refresh;
    page_class->get_list = tally_points_page_get_list;
    page_class->back = tally_points_page_back;

    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_JOB_BAR);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    g_type_ensure (TALLY_TYPE_POINT_VIEW);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-points-page.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyPointsPage, search);
    gtk_widget_class_bind_template_child (widget_class, TallyPointsPage, job_bar);
    gtk_widget_class_bind_template_child (widget_class, TallyPointsPage, pair);
    gtk_widget_class_bind_template_child (widget_class, TallyPointsPage, points);
    gtk_widget_class_bind_template_child (widget_class, TallyPointsPage, view);
    gtk_widget_class_bind_template_callback (widget_class, on_selected);
    gtk_widget_class_bind_template_callback (widget_class, on_opened);
    gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Down, GDK_ALT_MASK, on_step_key, "i",
                                  1);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Up, GDK_ALT_MASK, on_step_key, "i",
                                  -1);
}

static void
tally_points_page_init (TallyPointsPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));

    tally_accessible_set_entry (GTK_WIDGET (self->search), _ ("Search all points"));
    tally_data_list_set_up (self->points, _ ("Points"), columns, G_N_ELEMENTS (columns), "code");
    tally_data_list_set_auto (self->points, TRUE);
    tally_data_list_set_empty (self->points, _ ("No point"),
                               _ ("No metering point has these words in it."));
}

GtkWidget *
tally_points_page_new (TallyApi *api)
{
    TallyPointsPage *self = g_object_new (TALLY_TYPE_POINTS_PAGE, NULL);
    TallyJob *job;

    self->model = tally_points_model_new (api);
    job = tally_points_model_get_job (self->model);
    tally_point_view_set_model (self->view, self->model);
    tally_data_list_set_feed (self->points, tally_points_model_get_points (self->model));
    tally_job_bar_set_job (self->job_bar, job, FALSE);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    tally_points_model_refresh (self->model);
    return GTK_WIDGET (self);
}
