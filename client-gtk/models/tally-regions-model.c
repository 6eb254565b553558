// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-regions-model.h"

#include "shared/time/tally-day.h"

struct _TallyRegionsModel {
    GObject parent_instance;

    TallyFeed *nodes;
    TallyFeed *days;
    char *month;
    int64_t node_id;
};

G_DEFINE_FINAL_TYPE (TallyRegionsModel, tally_regions_model, G_TYPE_OBJECT)

static void
load_days (TallyRegionsModel *self)
{
    g_autofree char *node = g_strdup_printf ("%" G_GINT64_FORMAT, self->node_id);
    g_autofree char *first = g_strconcat (self->month, "-01", NULL);
    char last[TALLY_DAY_TEXT];
    const char *arguments[] = { node, first, last, NULL };
    TallyDay day;

    if (self->node_id == 0 || !tally_day_parse (first, &day, NULL)) {
        tally_feed_clear (self->days);
        return;
    }
    day.number += tally_day_days_in_month (day) - 1;
    tally_day_format (day, last);
    tally_feed_load (self->days, arguments);
}

void
tally_regions_model_set_month (TallyRegionsModel *self, const char *month)
{
    const char *arguments[] = { month, NULL };

    g_return_if_fail (TALLY_IS_REGIONS_MODEL (self));

    g_free (self->month);
    self->month = g_strdup (month);
    tally_feed_load (self->nodes, arguments);
    load_days (self);
}

void
tally_regions_model_set_node (TallyRegionsModel *self, int64_t node_id)
{
    g_return_if_fail (TALLY_IS_REGIONS_MODEL (self));

    if (self->node_id == node_id)
        return;
    self->node_id = node_id;
    load_days (self);
}

void
tally_regions_model_refresh (TallyRegionsModel *self)
{
    g_return_if_fail (TALLY_IS_REGIONS_MODEL (self));

    tally_feed_reload (self->nodes);
    tally_feed_reload (self->days);
}

TallyFeed *
tally_regions_model_get_nodes (TallyRegionsModel *self)
{
    return self->nodes;
}

TallyFeed *
tally_regions_model_get_days (TallyRegionsModel *self)
{
    return self->days;
}

static void
tally_regions_model_finalize (GObject *object)
{
    TallyRegionsModel *self = TALLY_REGIONS_MODEL (object);

    g_clear_object (&self->nodes);
    g_clear_object (&self->days);
    g_clear_pointer (&self->month, g_free);

    G_OBJECT_CLASS (tally_regions_model_parent_class)->finalize (object);
}

static void
tally_regions_model_class_init (TallyRegionsModelClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_regions_model_finalize;
}

static void
tally_regions_model_init (TallyRegionsModel *self)
{
}

TallyRegionsModel *
tally_regions_model_new (TallyApi *api)
{
    TallyRegionsModel *self = g_object_new (TALLY_TYPE_REGIONS_MODEL, NULL);

    self->nodes = tally_feed_new (api, TALLY_ASK_MONTH_BALANCES);
    self->days = tally_feed_new (api, TALLY_ASK_NODE_BALANCES);
    return self;
}
