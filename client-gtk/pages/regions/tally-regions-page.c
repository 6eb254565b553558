// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/regions/tally-regions-page.h"

#include "client-gtk/widgets/tally-pair.h"
#include "client-gtk/widgets/tally-period-picker.h"
#include "client-gtk/widgets/tally-plot-view.h"
#include "client-gtk/widgets/tally-tiles.h"
#include "shared/wire/tally-wire-balance.h"

#include <glib/gi18n.h>

struct _TallyRegionsPage {
    TallyPage parent_instance;

    TallyRegionsModel *model;

    /* Template children */
    TallyPeriodPicker *month;
    GtkLabel *where;
    TallyPair *pair;
    TallyDataList *nodes;
    TallyTiles *tiles;
    TallyPlotView *chart;
    TallyDataList *days;
};

G_DEFINE_FINAL_TYPE (TallyRegionsPage, tally_regions_page, TALLY_TYPE_PAGE)

static const TallyColumn node_columns[] = {
    TALLY_COLUMN (TallyWireBalance, node_name, N_ ("Region"), TEXT, 140, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireBalance, in_wh, N_ ("In, MWh"), MWH, 98, 0),
    TALLY_COLUMN (TallyWireBalance, loss_wh, N_ ("Loss, MWh"), MWH, 90, TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBalance, loss_ppm, N_ ("Loss, %"), PERCENT, 70, 0),
    TALLY_COLUMN (TallyWireBalance,
                  state,
                  N_ ("State"),
                  WORD,
                  84,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireBalance,
                  node_kind,
                  N_ ("Kind"),
                  WORD,
                  110,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBalance, node_id, N_ ("Number"), COUNT, 80, TALLY_COLUMN_HIDDEN),
};

static const TallyColumn day_columns[] = {
    TALLY_COLUMN (TallyWireBalance, day, N_ ("Day"), DAY, 86, 0),
    TALLY_COLUMN (TallyWireBalance, in_wh, N_ ("In, MWh"), MWH, 80, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireBalance, generation_wh, N_ ("Generated, MWh"), MWH, 126, 0),
    TALLY_COLUMN (TallyWireBalance, out_wh, N_ ("Out, MWh"), MWH, 88, 0),
    TALLY_COLUMN (TallyWireBalance, sold_wh, N_ ("Sold, MWh"), MWH, 92, 0),
    TALLY_COLUMN (TallyWireBalance, loss_wh, N_ ("Loss, MWh"), MWH, 90, 0),
    TALLY_COLUMN (TallyWireBalance, loss_ppm, N_ ("Loss, %"), PERCENT, 70, 0),
    TALLY_COLUMN (TallyWireBalance, estimated_ppm, N_ ("Estimated, %"), PERCENT, 104, 0),
    TALLY_COLUMN (TallyWireBalance,
                  own_loss_wh,
                  N_ ("Own loss, MWh"),
                  MWH,
                  116,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBalance,
                  theoretical_loss_wh,
                  N_ ("In theory, MWh"),
                  MWH,
                  120,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBalance,
                  state,
                  N_ ("State"),
                  WORD,
                  90,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireBalance, version, N_ ("Version"), COUNT, 64, TALLY_COLUMN_HIDDEN),
};

static void
on_month_changed (TallyRegionsPage *self)
{
    tally_regions_model_set_month (self->model, tally_period_picker_get (self->month));
}

static void
add_energy (TallyRegionsPage *self, const char *name, int64_t wh)
{
    tally_tiles_add (self->tiles, name, tally_figure_of (TALLY_FIGURE_MWH, wh), NULL);
}

/* The month of the selected node, from the same row the tree shows. */
static void
show_month (TallyRegionsPage *self, const TallyWireBalance *node)
{
    gboolean is_ok;

    tally_tiles_clear (self->tiles);
    gtk_label_set_text (self->where, node != NULL ? node->node_name : "");
    if (node == NULL)
        return;
    is_ok = g_strcmp0 (node->state, "ok") == 0;
    add_energy (self, _ ("In, MWh"), node->in_wh);
    add_energy (self, _ ("Generated, MWh"), node->generation_wh);
    add_energy (self, _ ("Out, MWh"), node->out_wh);
    add_energy (self, _ ("Sold, MWh"), node->sold_wh);
    add_energy (self, _ ("Loss, MWh"), node->loss_wh);
    tally_tiles_add (self->tiles, _ ("Loss, %"),
                     tally_figure_of (TALLY_FIGURE_PERCENT, node->loss_ppm),
                     is_ok ? "good" : "wrong");
}

static void
on_node_selected (TallyRegionsPage *self)
{
    const TallyWireBalance *node = tally_data_list_get_selected (self->nodes);

    tally_regions_model_set_node (self->model, node != NULL ? node->node_id : 0);
    show_month (self, node);
}

static void
on_node_opened (TallyRegionsPage *self)
{
    tally_pair_show (self->pair, 1);
}

static void
on_nodes_changed (TallyRegionsPage *self)
{
    GListModel *rows = tally_feed_get_rows (tally_regions_model_get_nodes (self->model));
    guint n = g_list_model_get_n_items (rows);
    guint odd = 0;

    for (guint i = 0; i < n; i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireBalance *node = tally_row_item_get (item);

        if (g_strcmp0 (node->state, "ok") != 0)
            odd++;
    }
    tally_page_set_count (TALLY_PAGE (self), odd);
    show_month (self, tally_data_list_get_selected (self->nodes));
}

static void
on_days_changed (TallyRegionsPage *self)
{
    GListModel *rows = tally_feed_get_rows (tally_regions_model_get_days (self->model));
    guint n = g_list_model_get_n_items (rows);
    TallyPlot *chart = tally_plot_new (TALLY_PLOT_STACKED, TALLY_FIGURE_MWH, _ ("MWh a day"));

    tally_plot_add_series (chart, _ ("Sold"), TALLY_TINT_SOLD);
    tally_plot_add_series (chart, _ ("Out"), TALLY_TINT_OUT);
    tally_plot_add_series (chart, _ ("Loss"), TALLY_TINT_LOSS);
    for (guint i = 0; i < n; i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireBalance *day = tally_row_item_get (item);
        int64_t values[] = { day->sold_wh, day->out_wh, day->loss_wh };

        tally_plot_add_point (chart, day->day + strlen ("2026-"), values, day->estimated_ppm > 0);
    }
    tally_plot_view_set (self->chart, _ ("Energy by day"), chart);
}

static void
tally_regions_page_refresh (TallyPage *page)
{
    tally_regions_model_refresh (TALLY_REGIONS_PAGE (page)->model);
}

static TallyDataList *
tally_regions_page_get_list (TallyPage *page)
{
    return TALLY_REGIONS_PAGE (page)->days;
}

static void
tally_regions_page_dispose (GObject *object)
{
    TallyRegionsPage *self = TALLY_REGIONS_PAGE (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_REGIONS_PAGE);
    g_clear_object (&self->model);

    G_OBJECT_CLASS (tally_regions_page_parent_class)->dispose (object);
}

static void
tally_regions_page_class_init (TallyRegionsPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    TallyPageClass *page_class = TALLY_PAGE_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_regions_page_dispose;
    page_class->refresh = tally_regions_page_refresh;
    page_class->get_list = tally_regions_page_get_list;

    g_type_ensure (TALLY_TYPE_PERIOD_PICKER);
    g_type_ensure (TALLY_TYPE_TILES);
    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_PLOT_VIEW);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-regions-page.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyRegionsPage, month);
    gtk_widget_class_bind_template_child (widget_class, TallyRegionsPage, where);
    gtk_widget_class_bind_template_child (widget_class, TallyRegionsPage, pair);
    gtk_widget_class_bind_template_child (widget_class, TallyRegionsPage, nodes);
    gtk_widget_class_bind_template_child (widget_class, TallyRegionsPage, tiles);
    gtk_widget_class_bind_template_child (widget_class, TallyRegionsPage, chart);
    gtk_widget_class_bind_template_child (widget_class, TallyRegionsPage, days);
    gtk_widget_class_bind_template_callback (widget_class, on_month_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_node_selected);
    gtk_widget_class_bind_template_callback (widget_class, on_node_opened);
}

static void
tally_regions_page_init (TallyRegionsPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));

    tally_data_list_set_up (self->nodes, _ ("Regions"), node_columns, G_N_ELEMENTS (node_columns),
                            "node_id");
    tally_data_list_set_tree (self->nodes, G_STRUCT_OFFSET (TallyWireBalance, node_id),
                              G_STRUCT_OFFSET (TallyWireBalance, parent_id));
    tally_data_list_set_auto (self->nodes, TRUE);
    tally_data_list_set_empty (self->nodes, _ ("No balance in this month"),
                               _ ("Balances appear when a day of the month is closed."));
    tally_data_list_set_up (self->days, _ ("Balance by day"), day_columns,
                            G_N_ELEMENTS (day_columns), "day");
    tally_data_list_set_empty (self->days, _ ("No balance in this month"),
                               _ ("Balances appear when a day of the month is closed."));
}

GtkWidget *
tally_regions_page_new (TallyApi *api)
{
    TallyRegionsPage *self = g_object_new (TALLY_TYPE_REGIONS_PAGE, NULL);
    TallyFeed *nodes;
    TallyFeed *days;

    self->model = tally_regions_model_new (api);
    nodes = tally_regions_model_get_nodes (self->model);
    days = tally_regions_model_get_days (self->model);
    tally_data_list_set_feed (self->nodes, nodes);
    tally_data_list_set_feed (self->days, days);
    g_signal_connect_object (nodes, "changed", G_CALLBACK (on_nodes_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (days, "changed", G_CALLBACK (on_days_changed), self,
                             G_CONNECT_SWAPPED);
    tally_period_picker_step (self->month, -1); /* the last month that is closed */
    return GTK_WIDGET (self);
}
