// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-readings-model.h"

#include "client-gtk/api/tally-market-time.h"
#include "client-gtk/models/tally-row-item.h"

/* A mass action makes many events; the screen follows once they have settled. */
#define SETTLE_MS 1000

struct _TallyReadingsModel {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *exceptions;
    TallySeries *series;
    TallyDecisions *decisions;
    guint refresh_timer;
};

G_DEFINE_FINAL_TYPE (TallyReadingsModel, tally_readings_model, G_TYPE_OBJECT)

void
tally_readings_model_set_span (TallyReadingsModel *self, int n_days)
{
    g_autofree char *from = tally_market_time_day (-n_days);
    g_autofree char *to = tally_market_time_day (0);

    g_return_if_fail (TALLY_IS_READINGS_MODEL (self));

    tally_feed_load (self->exceptions, (const char *[]){ from, to, NULL });
}

void
tally_readings_model_refresh (TallyReadingsModel *self)
{
    g_return_if_fail (TALLY_IS_READINGS_MODEL (self));

    g_clear_handle_id (&self->refresh_timer, g_source_remove);
    tally_feed_reload (self->exceptions);
    tally_series_refresh (self->series);
}

TallyFeed *
tally_readings_model_get_exceptions (TallyReadingsModel *self)
{
    return self->exceptions;
}

TallySeries *
tally_readings_model_get_series (TallyReadingsModel *self)
{
    return self->series;
}

TallyDecisions *
tally_readings_model_get_decisions (TallyReadingsModel *self)
{
    return self->decisions;
}

gboolean
tally_readings_model_may_decide (TallyReadingsModel *self)
{
    return tally_api_may (self->api, "edit");
}

gboolean
tally_readings_model_can (const TallyWireExceptionRow *row, TallyAsk ask)
{
    gboolean is_open = g_strcmp0 (row->state, "open") == 0;

    return ask == TALLY_ASK_REOPEN ? !is_open : is_open;
}

guint
tally_readings_model_count_open (TallyReadingsModel *self)
{
    GListModel *rows = tally_feed_get_rows (self->exceptions);
    guint n_open = 0;

    for (guint i = 0; i < g_list_model_get_n_items (rows); i++) {
        g_autoptr(TallyRowItem) item = g_list_model_get_item (rows, i);

        if (tally_readings_model_can (tally_row_item_get (item), TALLY_ASK_ACCEPT))
            n_open++;
    }
    return n_open;
}

static gboolean
on_settled (gpointer user_data)
{
    TallyReadingsModel *self = user_data;

    self->refresh_timer = 0;
    tally_readings_model_refresh (self);
    return G_SOURCE_REMOVE;
}

void
tally_readings_model_hear (TallyReadingsModel *self, const char *name, const TallyWireEvent *event)
{
    if (!g_str_equal (name, "validate") || self->refresh_timer != 0)
        return;
    self->refresh_timer = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
tally_readings_model_finalize (GObject *object)
{
    TallyReadingsModel *self = TALLY_READINGS_MODEL (object);

    g_clear_handle_id (&self->refresh_timer, g_source_remove);
    g_clear_object (&self->exceptions);
    g_clear_object (&self->series);
    g_clear_object (&self->decisions);
    g_clear_object (&self->api);

    G_OBJECT_CLASS (tally_readings_model_parent_class)->finalize (object);
}

static void
tally_readings_model_class_init (TallyReadingsModelClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_readings_model_finalize;
}

static void
tally_readings_model_init (TallyReadingsModel *self)
{
}

TallyReadingsModel *
tally_readings_model_new (TallyApi *api)
{
    TallyReadingsModel *self = g_object_new (TALLY_TYPE_READINGS_MODEL, NULL);

    self->api = g_object_ref (api);
    self->exceptions = tally_feed_new (api, TALLY_ASK_EXCEPTIONS);
    self->series = tally_series_new (api);
    self->decisions = tally_decisions_new (api);
    return self;
}
