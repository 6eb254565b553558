// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/collection/tally-collection-page.h"

#include "client-gtk/widgets/tally-heat-cell.h"
#include "client-gtk/widgets/tally-heat-map.h"
#include "client-gtk/widgets/tally-job-bar.h"
#include "client-gtk/widgets/tally-pair.h"
#include "client-gtk/widgets/tally-period-picker.h"
#include "client-gtk/widgets/tally-tiles.h"
#include "shared/wire/tally-wire-summary.h"

#include <glib/gi18n.h>

/* Below this a supervisor wants to know why. */
#define GOOD_READ_RATE_PPM 990000

struct _TallyCollectionPage {
    TallyPage parent_instance;

    TallyCollectionModel *model;

    /* Template children */
    TallyPeriodPicker *day;
    GtkWidget *reread;
    TallyJobBar *job_bar;
    TallyTiles *tiles;
    TallyPair *pair;
    GtkLabel *reading;
    TallyHeatMap *heat;
    GtkFlowBox *legend;
    TallyDataList *failing;
};

G_DEFINE_FINAL_TYPE (TallyCollectionPage, tally_collection_page, TALLY_TYPE_PAGE)

static const TallyColumn failing_columns[] = {
    TALLY_COLUMN (TallyWireFailingRow, code, N_ ("Point"), TEXT, 90, 0),
    TALLY_COLUMN (TallyWireFailingRow, name, N_ ("Name"), TEXT, 130, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireFailingRow,
                  reason,
                  N_ ("Reason"),
                  WORD,
                  150,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireFailingRow, since, N_ ("Since"), INSTANT, 135, 0),
    TALLY_COLUMN (TallyWireFailingRow, tries, N_ ("Tries"), COUNT, 60, 0),
    TALLY_COLUMN (TallyWireFailingRow, serial, N_ ("Meter"), TEXT, 110, 0),
    TALLY_COLUMN (TallyWireFailingRow, gateway, N_ ("Gateway"), TEXT, 100, TALLY_COLUMN_FACET),
    TALLY_COLUMN (TallyWireFailingRow, last_error, N_ ("Last error"), TEXT, 240, 0),
};

static void
add_count (TallyCollectionPage *self, const char *name, int64_t count, const char *style)
{
    tally_tiles_add (self->tiles, name, tally_figure_of (TALLY_FIGURE_COUNT, count), style);
}

static void
on_summary_changed (TallyCollectionPage *self)
{
    TallyFeed *feed = tally_collection_model_get_summary (self->model);
    const TallyWireSummary *summary = tally_feed_get_message (feed);
    gboolean is_good;
    char *offset;

    tally_tiles_clear (self->tiles);
    if (summary == NULL)
        return;
    is_good = summary->asked == 0 || summary->read_rate_ppm >= GOOD_READ_RATE_PPM;
    offset = tally_figure_of (TALLY_FIGURE_COUNT, summary->worst_clock_offset_ms / 1000);
    add_count (self, _ ("Points"), summary->points, NULL);
    add_count (self, _ ("Asked"), summary->asked, NULL);
    add_count (self, _ ("Answered"), summary->answered, NULL);
    tally_tiles_add (self->tiles, _ ("Read rate, %"),
                     tally_figure_of (TALLY_FIGURE_PERCENT, summary->read_rate_ppm),
                     is_good ? "good" : "wrong");
    add_count (self, _ ("Intervals present"), summary->intervals_present, NULL);
    add_count (self, _ ("Intervals estimated"), summary->intervals_estimated,
               summary->intervals_estimated > 0 ? "attention" : NULL);
    add_count (self, _ ("Intervals missing"), summary->intervals_missing,
               summary->intervals_missing > 0 ? "wrong" : NULL);
    tally_tiles_add (self->tiles, _ ("Worst clock, s"), offset,
                     ABS (summary->worst_clock_offset_ms) > 60000 ? "attention" : NULL);
}

static void
update_reread (TallyCollectionPage *self)
{
    GListModel *shown = tally_data_list_get_shown (self->failing);

    gtk_widget_set_sensitive (self->reread, tally_collection_model_may_reread (self->model)
                                                && g_list_model_get_n_items (shown) > 0);
}

static void
on_failing_changed (TallyCollectionPage *self)
{
    TallyFeed *feed = tally_collection_model_get_failing (self->model);

    tally_page_set_count (TALLY_PAGE (self), g_list_model_get_n_items (tally_feed_get_rows (feed)));
    update_reread (self);
}

static void
on_day_changed (TallyCollectionPage *self)
{
    tally_collection_model_set_day (self->model, tally_period_picker_get (self->day));
}

static void
on_reread_clicked (TallyCollectionPage *self)
{
    tally_collection_model_reread (self->model, tally_data_list_get_shown (self->failing));
}

static void
on_job_finished (TallyCollectionPage *self, const GError *error)
{
    tally_page_on_job_finished (TALLY_PAGE (self), error);
    tally_collection_model_refresh (self->model);
}

static void
tally_collection_page_refresh (TallyPage *page)
{
    tally_collection_model_refresh (TALLY_COLLECTION_PAGE (page)->model);
}

static void
tally_collection_page_hear (TallyPage *page, const char *name, const TallyWireEvent *event)
{
    tally_collection_model_hear (TALLY_COLLECTION_PAGE (page)->model, name, event);
}

static TallyDataList *
tally_collection_page_get_list (TallyPage *page)
{
    return TALLY_COLLECTION_PAGE (page)->failing;
}

static void
tally_collection_page_dispose (GObject *object)
{
    TallyCollectionPage *self = TALLY_COLLECTION_PAGE (object);

    gtk_widget_dispose_template (GTK_WIDGET (self), TALLY_TYPE_COLLECTION_PAGE);
    g_clear_object (&self->model);

    G_OBJECT_CLASS (tally_collection_page_parent_class)->dispose (object);
}

static void
tally_collection_page_class_init (TallyCollectionPageClass *klass)
{
    GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
    TallyPageClass *page_class = TALLY_PAGE_CLASS (klass);

    G_OBJECT_CLASS (klass)->dispose = tally_collection_page_dispose;
    page_class->refresh = tally_collection_page_refresh;
    page_class->hear = tally_collection_page_hear;
    page_class->get_list = tally_collection_page_get_list;

    g_type_ensure (TALLY_TYPE_PERIOD_PICKER);
    g_type_ensure (TALLY_TYPE_JOB_BAR);
    g_type_ensure (TALLY_TYPE_TILES);
    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_HEAT_MAP);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-collection-page.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, day);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, reread);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, job_bar);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, tiles);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, pair);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, reading);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, heat);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, legend);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, failing);
    gtk_widget_class_bind_template_callback (widget_class, on_day_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_reread_clicked);
}

static void
tally_collection_page_init (TallyCollectionPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));

    tally_data_list_set_up (self->failing, _ ("Failing points"), failing_columns,
                            G_N_ELEMENTS (failing_columns), "code");
    tally_data_list_set_empty (self->failing, _ ("Every meter answers"),
                               _ ("Points whose last reading failed appear here."));
    g_object_bind_property (self->heat, "text", self->reading, "label", G_BINDING_DEFAULT);
    tally_heat_cell_fill_legend (self->legend);
}

static void
connect_model (TallyCollectionPage *self)
{
    TallyFeed *failing = tally_collection_model_get_failing (self->model);
    TallyJob *job = tally_collection_model_get_job (self->model);

    tally_heat_map_set_rows (self->heat,
                             tally_feed_get_rows (tally_collection_model_get_heat (self->model)));
    tally_data_list_set_feed (self->failing, failing);
    tally_job_bar_set_job (self->job_bar, job, FALSE);
    g_signal_connect_object (tally_collection_model_get_summary (self->model), "changed",
                             G_CALLBACK (on_summary_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (failing, "changed", G_CALLBACK (on_failing_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "changed", G_CALLBACK (update_reread), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    gtk_widget_set_visible (self->reread, tally_collection_model_may_reread (self->model));
    update_reread (self);
}

GtkWidget *
tally_collection_page_new (TallyApi *api)
{
    TallyCollectionPage *self = g_object_new (TALLY_TYPE_COLLECTION_PAGE, NULL);

    self->model = tally_collection_model_new (api);
    connect_model (self);
    on_day_changed (self);
    return GTK_WIDGET (self);
}
