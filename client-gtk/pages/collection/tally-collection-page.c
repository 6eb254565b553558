// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/pages/collection/tally-collection-page.h"

#include "client-gtk/widgets/tally-accessible.h"
#include "client-gtk/widgets/tally-heat-cell.h"
#include "client-gtk/widgets/tally-heat-map.h"
#include "client-gtk/widgets/tally-job-bar.h"
#include "client-gtk/widgets/tally-pair.h"
#include "client-gtk/widgets/tally-period-picker.h"
#include "client-gtk/widgets/tally-tiles.h"
#include "shared/wire/tally-wire-collection-reason.h"
#include "shared/wire/tally-wire-summary.h"

#include <glib/gi18n.h>

/* Below this a supervisor wants to know why. */
#define GOOD_READ_RATE_PPM 990000

struct _TallyCollectionPage {
    TallyPage parent_instance;

    TallyCollectionModel *model;

    /* Template children */
    TallyPeriodPicker *day;
    GtkWidget *up;
    GtkLabel *place;
    GtkWidget *reread_place;
    GtkWidget *reread;
    TallyJobBar *job_bar;
    TallyTiles *tiles;
    TallyPair *pair;
    GtkLabel *reading;
    TallyHeatMap *heat;
    GtkFlowBox *legend;
    GtkStack *lists;
    TallyDataList *failing;
    TallyDataList *regions;
    TallyDataList *reasons;
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
    TALLY_COLUMN (TallyWireFailingRow, node_name, N_ ("Region"), TEXT, 130, TALLY_COLUMN_FACET),
};

static char *
region_on_time (gconstpointer data)
{
    const TallyWireCollectionRegion *region = data;

    return region->on_time_ppm >= 0 ? tally_figure_of (TALLY_FIGURE_PERCENT, region->on_time_ppm)
                                    : g_strdup ("–");
}

static char *
region_clock (gconstpointer data)
{
    const TallyWireCollectionRegion *region = data;

    return tally_figure_decimal (region->worst_clock_offset_ms, 3, 1);
}

static const TallyColumn region_columns[] = {
    TALLY_COLUMN (TallyWireCollectionRegion, name, N_ ("Region"), TEXT, 150, TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireCollectionRegion, points, N_ ("Points"), COUNT, 70, 0),
    TALLY_COLUMN_FIGURE ("on_time", N_ ("On time, %"), region_on_time, 86, 0),
    TALLY_COLUMN (TallyWireCollectionRegion, measured_ppm, N_ ("Measured, %"), PERCENT, 96, 0),
    TALLY_COLUMN (TallyWireCollectionRegion, failing, N_ ("Failing"), COUNT, 66, 0),
    TALLY_COLUMN (TallyWireCollectionRegion, intervals_missing, N_ ("Missing"), COUNT, 76, 0),
    TALLY_COLUMN (TallyWireCollectionRegion, intervals_estimated, N_ ("Estimated"), COUNT, 86, 0),
    TALLY_COLUMN (TallyWireCollectionRegion, newest_at, N_ ("Newest value"), INSTANT, 132, 0),
    TALLY_COLUMN_FIGURE ("clock", N_ ("Worst clock, s"), region_clock, 106, 0),
    TALLY_COLUMN (TallyWireCollectionRegion,
                  kind,
                  N_ ("Kind"),
                  WORD,
                  110,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireCollectionRegion,
                  points_complete,
                  N_ ("Complete points"),
                  COUNT,
                  120,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireCollectionRegion,
                  asked,
                  N_ ("Meters asked"),
                  COUNT,
                  100,
                  TALLY_COLUMN_HIDDEN),
    TALLY_COLUMN (TallyWireCollectionRegion,
                  node_id,
                  N_ ("Number"),
                  COUNT,
                  80,
                  TALLY_COLUMN_HIDDEN),
};

static char *
reason_key (gconstpointer data)
{
    const TallyWireCollectionReason *reason = data;

    return g_strdup_printf ("%s %" G_GINT64_FORMAT, reason->reason, reason->node_id);
}

static const TallyColumn reason_columns[] = {
    TALLY_COLUMN (TallyWireCollectionReason,
                  reason,
                  N_ ("Reason"),
                  WORD,
                  150,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_STATE),
    TALLY_COLUMN (TallyWireCollectionReason,
                  node_name,
                  N_ ("Region"),
                  TEXT,
                  150,
                  TALLY_COLUMN_FACET | TALLY_COLUMN_EXPAND),
    TALLY_COLUMN (TallyWireCollectionReason, meters, N_ ("Meters"), COUNT, 70, 0),
    TALLY_COLUMN (TallyWireCollectionReason, gateways, N_ ("Gateways"), COUNT, 80, 0),
    TALLY_COLUMN (TallyWireCollectionReason, oldest_at, N_ ("Oldest attempt"), INSTANT, 132, 0),
    TALLY_COLUMN (TallyWireCollectionReason, usual_error, N_ ("Usual error"), TEXT, 220, 0),
    TALLY_COLUMN_TEXT ("key", N_ ("Number"), reason_key, 140, TALLY_COLUMN_HIDDEN),
};

static void
add_count (TallyCollectionPage *self, const char *name, int64_t count, const char *style)
{
    tally_tiles_add (self->tiles, name, tally_figure_of (TALLY_FIGURE_COUNT, count), style);
}

static void
add_rate (TallyCollectionPage *self, const char *name, int64_t ppm)
{
    if (ppm < 0)
        tally_tiles_add (self->tiles, name, g_strdup ("–"), NULL);
    else
        tally_tiles_add (self->tiles, name, tally_figure_of (TALLY_FIGURE_PERCENT, ppm),
                         ppm >= GOOD_READ_RATE_PPM ? "good" : "wrong");
}

/* How old the newest value is: what a person looks for first in the morning. */
static void
add_age (TallyCollectionPage *self, int64_t newest_at)
{
    int64_t age_s = g_get_real_time () / G_USEC_PER_SEC - newest_at;
    char *text;

    if (newest_at == 0)
        text = g_strdup ("–");
    else if (age_s < 2 * 3600)
        text = g_strdup_printf (_ ("%d min"), (int) MAX (age_s / 60, 0));
    else if (age_s < 48 * 3600)
        text = g_strdup_printf (_ ("%d h"), (int) (age_s / 3600));
    else
        text = tally_figure_of (TALLY_FIGURE_INSTANT, newest_at);
    tally_tiles_add (self->tiles, _ ("Newest value"), text, NULL);
}

static void
on_summary_changed (TallyCollectionPage *self)
{
    TallyFeed *feed = tally_collection_model_get_summary (self->model);
    const TallyWireSummary *summary = tally_feed_get_message (feed);

    tally_tiles_clear (self->tiles);
    if (summary == NULL)
        return;
    add_count (self, _ ("Points"), summary->points, NULL);
    add_rate (self, _ ("On time, %"), summary->on_time_ppm);
    add_count (self, _ ("Asked"), summary->asked, NULL);
    add_count (self, _ ("Answered"), summary->answered, NULL);
    add_rate (self, _ ("Read rate, %"), summary->asked > 0 ? summary->read_rate_ppm : -1);
    add_count (self, _ ("Estimated"), summary->intervals_estimated,
               summary->intervals_estimated > 0 ? "attention" : NULL);
    add_count (self, _ ("Missing"), summary->intervals_missing,
               summary->intervals_missing > 0 ? "wrong" : NULL);
    add_age (self, summary->newest_at);
    tally_tiles_add (self->tiles, _ ("Worst clock, s"),
                     tally_figure_of (TALLY_FIGURE_COUNT, summary->worst_clock_offset_ms / 1000),
                     ABS (summary->worst_clock_offset_ms) > 60000 ? "attention" : NULL);
}

static void
update_reread (TallyCollectionPage *self)
{
    GListModel *shown = tally_data_list_get_shown (self->failing);
    gboolean may = tally_collection_model_may_reread (self->model);
    g_autofree char *place = tally_collection_model_get_place (self->model);

    gtk_widget_set_sensitive (self->reread, may && g_list_model_get_n_items (shown) > 0);
    gtk_widget_set_sensitive (self->reread_place, may && *place != '\0');
}

static void
on_place_changed (TallyCollectionPage *self)
{
    g_autofree char *place = tally_collection_model_get_place (self->model);

    gtk_label_set_text (self->place, place);
    gtk_widget_set_sensitive (self->up, !tally_collection_model_is_top (self->model));
    tally_heat_map_show_regions (self->heat, tally_collection_model_has_regions (self->model));
    update_reread (self);
}

static void
on_up_clicked (TallyCollectionPage *self)
{
    tally_collection_model_up (self->model);
}

static void
on_heat_opened (TallyCollectionPage *self, int node_id)
{
    tally_collection_model_open (self->model, node_id);
}

static void
on_region_opened (TallyCollectionPage *self)
{
    const TallyWireCollectionRegion *region = tally_data_list_get_selected (self->regions);

    if (region != NULL)
        tally_collection_model_open (self->model, region->node_id);
}

static void
on_reread_place_clicked (TallyCollectionPage *self)
{
    tally_collection_model_reread_place (self->model);
}

static gboolean
on_up_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
    return tally_collection_model_up (TALLY_COLLECTION_PAGE (widget)->model);
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
    return TALLY_DATA_LIST (gtk_stack_get_visible_child (TALLY_COLLECTION_PAGE (page)->lists));
}

static gboolean
tally_collection_page_back (TallyPage *page)
{
    return tally_collection_model_up (TALLY_COLLECTION_PAGE (page)->model);
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
    page_class->back = tally_collection_page_back;

    g_type_ensure (TALLY_TYPE_PERIOD_PICKER);
    g_type_ensure (TALLY_TYPE_JOB_BAR);
    g_type_ensure (TALLY_TYPE_TILES);
    g_type_ensure (TALLY_TYPE_PAIR);
    g_type_ensure (TALLY_TYPE_HEAT_MAP);
    g_type_ensure (TALLY_TYPE_DATA_LIST);
    gtk_widget_class_set_template_from_resource (
        widget_class, "/org/gridtally/Gridtally/ui/tally-collection-page.ui");
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, day);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, up);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, place);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, reread_place);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, reread);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, job_bar);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, tiles);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, pair);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, reading);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, heat);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, legend);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, lists);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, failing);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, regions);
    gtk_widget_class_bind_template_child (widget_class, TallyCollectionPage, reasons);
    gtk_widget_class_bind_template_callback (widget_class, on_day_changed);
    gtk_widget_class_bind_template_callback (widget_class, on_reread_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_reread_place_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_up_clicked);
    gtk_widget_class_bind_template_callback (widget_class, on_heat_opened);
    gtk_widget_class_bind_template_callback (widget_class, on_region_opened);
    gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, GDK_ALT_MASK, on_up_key, NULL);
}

static void
tally_collection_page_init (TallyCollectionPage *self)
{
    gtk_widget_init_template (GTK_WIDGET (self));

    tally_data_list_set_up (self->failing, _ ("Failing points"), failing_columns,
                            G_N_ELEMENTS (failing_columns), "code");
    tally_data_list_set_empty (self->failing, _ ("Every meter answers"),
                               _ ("Points whose last reading failed appear here."));
    tally_accessible_set (self->up, _ ("To the region above"));
    tally_data_list_set_up (self->regions, _ ("Regions"), region_columns,
                            G_N_ELEMENTS (region_columns), "node_id");
    tally_data_list_set_empty (self->regions, _ ("No region below"),
                               _ ("The points of this part of the grid hang at its own node."));
    tally_data_list_set_up (self->reasons, _ ("Reasons"), reason_columns,
                            G_N_ELEMENTS (reason_columns), "key");
    tally_data_list_set_empty (self->reasons, _ ("Every meter answers"),
                               _ ("Why meters fail, and where, appears here."));
    g_object_bind_property (self->heat, "text", self->reading, "label", G_BINDING_DEFAULT);
    tally_heat_cell_fill_legend (self->legend);
}

static void
connect_model (TallyCollectionPage *self)
{
    TallyFeed *failing = tally_collection_model_get_failing (self->model);
    TallyJob *job = tally_collection_model_get_job (self->model);

    tally_heat_map_set_rows (self->heat,
                             tally_feed_get_rows (tally_collection_model_get_regions (self->model)),
                             tally_feed_get_rows (tally_collection_model_get_heat (self->model)));
    tally_data_list_set_feed (self->failing, failing);
    tally_data_list_set_feed (self->regions, tally_collection_model_get_regions (self->model));
    tally_data_list_set_feed (self->reasons, tally_collection_model_get_reasons (self->model));
    tally_job_bar_set_job (self->job_bar, job, FALSE);
    g_signal_connect_object (tally_collection_model_get_summary (self->model), "changed",
                             G_CALLBACK (on_summary_changed), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (failing, "changed", G_CALLBACK (on_failing_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "changed", G_CALLBACK (update_reread), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (job, "finished", G_CALLBACK (on_job_finished), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->model, "place-changed", G_CALLBACK (on_place_changed), self,
                             G_CONNECT_SWAPPED);
    gtk_widget_set_visible (self->reread, tally_collection_model_may_reread (self->model));
    gtk_widget_set_visible (self->reread_place, tally_collection_model_may_reread (self->model));
    on_place_changed (self);
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
