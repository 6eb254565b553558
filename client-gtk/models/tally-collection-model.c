// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-collection-model.h"

#include "client-gtk/models/tally-row-item.h"
#include "shared/wire/tally-wire-point-ref.h"
#include "shared/wire/tally-wire-reread.h"

#include <glib/gi18n.h>

/* The server takes no more points at once. */
#define MAX_POINTS 1000

/* Meters answer many times a second; screens need not follow each. */
#define SETTLE_MS 2000

struct _TallyCollectionModel {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *summary;
    TallyFeed *heat;
    TallyFeed *failing;
    TallyJob *job;
    guint refresh_timer;
};

G_DEFINE_FINAL_TYPE (TallyCollectionModel, tally_collection_model, G_TYPE_OBJECT)

void
tally_collection_model_set_day (TallyCollectionModel *self, const char *day)
{
    const char *arguments[] = { day, NULL };

    g_return_if_fail (TALLY_IS_COLLECTION_MODEL (self));

    tally_feed_load (self->summary, arguments);
    tally_feed_load (self->heat, arguments);
    tally_feed_load (self->failing, arguments);
}

void
tally_collection_model_refresh (TallyCollectionModel *self)
{
    g_return_if_fail (TALLY_IS_COLLECTION_MODEL (self));

    g_clear_handle_id (&self->refresh_timer, g_source_remove);
    tally_feed_reload (self->summary);
    tally_feed_reload (self->heat);
    tally_feed_reload (self->failing);
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

void
tally_collection_model_reread (TallyCollectionModel *self, GListModel *points)
{
    g_autoptr(TallyWireReread) request = tally_wire_reread_new ();

    g_return_if_fail (TALLY_IS_COLLECTION_MODEL (self));

    if (!tally_collection_model_may_reread (self) || g_list_model_get_n_items (points) == 0)
        return;
    request->request_id = g_uuid_string_random ();
    g_clear_pointer (&request->points, g_ptr_array_unref);
    request->points = tally_wire_list_new (&tally_wire_point_ref_type);
    add_points (request->points, points);
    tally_job_start (self->job, _ ("Reading meters again"), TALLY_ASK_REREAD, NULL, request,
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
    g_clear_object (&self->summary);
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
}

static void
tally_collection_model_init (TallyCollectionModel *self)
{
}

TallyCollectionModel *
tally_collection_model_new (TallyApi *api)
{
    TallyCollectionModel *self = g_object_new (TALLY_TYPE_COLLECTION_MODEL, NULL);

    self->api = g_object_ref (api);
    self->summary = tally_feed_new (api, TALLY_ASK_SUMMARY);
    self->heat = tally_feed_new (api, TALLY_ASK_HEAT);
    self->failing = tally_feed_new (api, TALLY_ASK_FAILING);
    self->job = tally_job_new (api);
    return self;
}
