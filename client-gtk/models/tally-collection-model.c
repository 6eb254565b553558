// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-collection-model.h"

#include "client-gtk/models/tally-row-item.h"
#include "shared/wire/tally-wire-point-ref.h"
#include "shared/wire/tally-wire-reread.h"
#include "shared/wire/tally-wire-summary.h"

#include <glib/gi18n.h>

/* The server takes no more points at once. */
#define MAX_POINTS 1000

/* So many lines can still be looked through. */
#define FEW_POINTS 200

/* Meters answer many times a second; screens need not follow each. */
#define SETTLE_MS 2000

/* A region that is looked at, and those above it. */
typedef struct {
    char *node; /* its id, as a word of a question */
    char *name;
} Place;

struct _TallyCollectionModel {
    GObject parent_instance;

    TallyApi *api;
    char *day;
    GPtrArray *places; /* of Place: from the top down */
    guint n_fixed;     /* of them: the only region there is holds no choice */
    gboolean has_regions;
    TallyFeed *summary;
    TallyFeed *regions;
    TallyFeed *reasons;
    TallyFeed *heat;
    TallyFeed *failing;
    TallyJob *job;
    guint refresh_timer;
};

G_DEFINE_FINAL_TYPE (TallyCollectionModel, tally_collection_model, G_TYPE_OBJECT)

enum {
    SIGNAL_PLACE_CHANGED,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
place_free (gpointer data)
{
    Place *place = data;

    g_free (place->node);
    g_free (place->name);
    g_free (place);
}

static const char *
node_of (TallyCollectionModel *self)
{
    const Place *last = self->places->len > 0 ? self->places->pdata[self->places->len - 1] : NULL;

    return last != NULL ? last->node : "";
}

static void
load (TallyCollectionModel *self)
{
    const char *arguments[] = { self->day, node_of (self), NULL };

    if (self->day == NULL)
        return;
    tally_feed_load (self->summary, arguments);
    tally_feed_load (self->regions, arguments);
    tally_feed_load (self->reasons, arguments);
    tally_feed_load (self->failing, arguments);
}

/* Which points are shown hangs on how many there are. */
static void
load_points (TallyCollectionModel *self, int64_t n)
{
    const char *node = node_of (self);
    const char *arguments[] = { self->day, node, n > FEW_POINTS ? "1" : "0", NULL };

    self->has_regions = n > FEW_POINTS;
    if (self->has_regions && *node == '\0')
        tally_feed_clear (self->heat);
    else
        tally_feed_load (self->heat, arguments);
    g_signal_emit (self, signals[SIGNAL_PLACE_CHANGED], 0);
}

static void
on_summary_changed (TallyCollectionModel *self)
{
    const TallyWireSummary *summary = tally_feed_get_message (self->summary);

    if (summary != NULL && tally_feed_get_state (self->summary) == TALLY_FEED_READY)
        load_points (self, summary->points);
}

static void
go (TallyCollectionModel *self, const TallyWireCollectionRegion *region)
{
    Place *place = g_new0 (Place, 1);

    place->node = g_strdup_printf ("%" G_GINT64_FORMAT, region->node_id);
    place->name = g_strdup (region->name);
    g_ptr_array_add (self->places, place);
    g_signal_emit (self, signals[SIGNAL_PLACE_CHANGED], 0);
    load (self);
}

static void
on_regions_changed (TallyCollectionModel *self)
{
    GListModel *rows = tally_feed_get_rows (self->regions);
    g_autoptr(TallyRowItem) only = NULL;
    const TallyWireCollectionRegion *region;

    if (self->places->len > self->n_fixed || g_list_model_get_n_items (rows) != 1
        || tally_feed_get_state (self->regions) != TALLY_FEED_READY)
        return;
    only = g_list_model_get_item (rows, 0);
    region = tally_row_item_get (only);
    if (!region->has_children)
        return;
    self->n_fixed++;
    go (self, region);
}

void
tally_collection_model_set_day (TallyCollectionModel *self, const char *day)
{
    g_return_if_fail (TALLY_IS_COLLECTION_MODEL (self));

    g_free (self->day);
    self->day = g_strdup (day);
    load (self);
}

void
tally_collection_model_open (TallyCollectionModel *self, int64_t node_id)
{
    GListModel *rows = tally_feed_get_rows (self->regions);

    g_return_if_fail (TALLY_IS_COLLECTION_MODEL (self));

    for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireCollectionRegion *region = tally_row_item_get (item);

        if (region->node_id == node_id) {
            go (self, region);
            return;
        }
    }
}

gboolean
tally_collection_model_up (TallyCollectionModel *self)
{
    g_return_val_if_fail (TALLY_IS_COLLECTION_MODEL (self), FALSE);

    if (tally_collection_model_is_top (self))
        return FALSE;
    g_ptr_array_set_size (self->places, (int) self->places->len - 1);
    g_signal_emit (self, signals[SIGNAL_PLACE_CHANGED], 0);
    load (self);
    return TRUE;
}

gboolean
tally_collection_model_is_top (TallyCollectionModel *self)
{
    return self->places->len <= self->n_fixed;
}

char *
tally_collection_model_get_place (TallyCollectionModel *self)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < self->places->len; i++) {
        const Place *place = self->places->pdata[i];

        g_string_append_printf (text, "%s%s", i > 0 ? " › " : "", place->name);
    }
    return g_string_free (text, FALSE);
}

gboolean
tally_collection_model_has_regions (TallyCollectionModel *self)
{
    return self->has_regions;
}

void
tally_collection_model_refresh (TallyCollectionModel *self)
{
    g_return_if_fail (TALLY_IS_COLLECTION_MODEL (self));

    g_clear_handle_id (&self->refresh_timer, g_source_remove);
    load (self);
}

static gboolean
on_settled (gpointer user_data)
{
    TallyCollectionModel *self = user_data;

    self->refresh_timer = 0;
    tally_collection_model_refresh (self);
    return G_SOURCE_REMOVE;
}

void
tally_collection_model_hear (TallyCollectionModel *self,
                             const char *name,
                             const TallyWireEvent *event)
{
    if (!g_str_equal (name, "collection"))
        return;
    tally_job_hear (self->job, event);
    if (self->refresh_timer == 0)
        self->refresh_timer = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
add_points (GPtrArray *points, GListModel *rows)
{
    guint n = MIN (g_list_model_get_n_items (rows), MAX_POINTS);

    for (guint i = 0; i < n; i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);
        const TallyWireFailingRow *row = tally_row_item_get (item);
        TallyWirePointRef *point = tally_wire_point_ref_new ();

        point->district_id = row->district_id;
        point->point_id = row->point_id;
        g_ptr_array_add (points, point);
    }
}

static TallyWireReread *
request_new (void)
{
    TallyWireReread *request = tally_wire_reread_new ();

    request->request_id = g_uuid_string_random ();
    g_clear_pointer (&request->points, g_ptr_array_unref);
    request->points = tally_wire_list_new (&tally_wire_point_ref_type);
    return request;
}

void
tally_collection_model_reread (TallyCollectionModel *self, GListModel *points)
{
    g_autoptr(TallyWireReread) request = request_new ();

    g_return_if_fail (TALLY_IS_COLLECTION_MODEL (self));

    if (!tally_collection_model_may_reread (self) || g_list_model_get_n_items (points) == 0)
        return;
    add_points (request->points, points);
    tally_job_start (self->job, _ ("Reading meters again"), TALLY_ASK_REREAD, NULL, request,
                     request->request_id);
}

void
tally_collection_model_reread_place (TallyCollectionModel *self)
{
    g_autoptr(TallyWireReread) request = request_new ();

    g_return_if_fail (TALLY_IS_COLLECTION_MODEL (self));

    if (!tally_collection_model_may_reread (self) || self->places->len == 0)
        return;
    request->node_id = g_ascii_strtoll (node_of (self), NULL, 10);
    tally_job_start (self->job, _ ("Reading the region again"), TALLY_ASK_REREAD, NULL, request,
                     request->request_id);
}

gboolean
tally_collection_model_may_reread (TallyCollectionModel *self)
{
    return tally_api_may (self->api, "reread") && !tally_job_is_running (self->job);
}

TallyFeed *
tally_collection_model_get_summary (TallyCollectionModel *self)
{
    return self->summary;
}

TallyFeed *
tally_collection_model_get_regions (TallyCollectionModel *self)
{
    return self->regions;
}

TallyFeed *
tally_collection_model_get_reasons (TallyCollectionModel *self)
{
    return self->reasons;
}

TallyFeed *
tally_collection_model_get_heat (TallyCollectionModel *self)
{
    return self->heat;
}

TallyFeed *
tally_collection_model_get_failing (TallyCollectionModel *self)
{
    return self->failing;
}

TallyJob *
tally_collection_model_get_job (TallyCollectionModel *self)
{
    return self->job;
}

static void
tally_collection_model_finalize (GObject *object)
{
    TallyCollectionModel *self = TALLY_COLLECTION_MODEL (object);

    g_clear_handle_id (&self->refresh_timer, g_source_remove);
    g_clear_pointer (&self->day, g_free);
    g_clear_pointer (&self->places, g_ptr_array_unref);
    g_clear_object (&self->summary);
    g_clear_object (&self->regions);
    g_clear_object (&self->reasons);
    g_clear_object (&self->heat);
    g_clear_object (&self->failing);
    g_clear_object (&self->job);
    g_clear_object (&self->api);

    G_OBJECT_CLASS (tally_collection_model_parent_class)->finalize (object);
}

static void
tally_collection_model_class_init (TallyCollectionModelClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_collection_model_finalize;

    signals[SIGNAL_PLACE_CHANGED] = g_signal_new ("place-changed", TALLY_TYPE_COLLECTION_MODEL,
                                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                  G_TYPE_NONE, 0);
}

static void
tally_collection_model_init (TallyCollectionModel *self)
{
    self->places = g_ptr_array_new_with_free_func (place_free);
}

TallyCollectionModel *
tally_collection_model_new (TallyApi *api)
{
    TallyCollectionModel *self = g_object_new (TALLY_TYPE_COLLECTION_MODEL, NULL);

    self->api = g_object_ref (api);
    self->summary = tally_feed_new (api, TALLY_ASK_SUMMARY);
    self->regions = tally_feed_new (api, TALLY_ASK_COLLECTION_REGIONS);
    self->reasons = tally_feed_new (api, TALLY_ASK_COLLECTION_REASONS);
    self->heat = tally_feed_new (api, TALLY_ASK_HEAT);
    self->failing = tally_feed_new (api, TALLY_ASK_FAILING);
    self->job = tally_job_new (api);
    g_signal_connect_object (self->summary, "changed", G_CALLBACK (on_summary_changed), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->regions, "changed", G_CALLBACK (on_regions_changed), self,
                             G_CONNECT_SWAPPED);
    return self;
}
