// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-points-model.h"

#include "client-gtk/api/tally-market-time.h"

#include <glib/gi18n.h>

struct _TallyPointsModel {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *points;
    TallyFeed *point;
    TallyFeed *parameters;
    TallyJob *job;
    char *district;
    char *chosen;
};

G_DEFINE_FINAL_TYPE (TallyPointsModel, tally_points_model, G_TYPE_OBJECT)

void
tally_points_model_search (TallyPointsModel *self, const char *words)
{
    g_return_if_fail (TALLY_IS_POINTS_MODEL (self));

    tally_feed_load (self->points, (const char *[]){ words, NULL });
}

void
tally_points_model_refresh (TallyPointsModel *self)
{
    g_autofree char *day = tally_market_time_day (0);

    g_return_if_fail (TALLY_IS_POINTS_MODEL (self));

    if (tally_feed_get_state (self->points) == TALLY_FEED_IDLE)
        tally_points_model_search (self, "");
    else
        tally_feed_reload (self->points);
    tally_feed_reload (self->point);
    tally_feed_load (self->parameters, (const char *[]){ day, NULL });
}

void
tally_points_model_choose (TallyPointsModel *self, const TallyWirePointRow *row)
{
    g_return_if_fail (TALLY_IS_POINTS_MODEL (self));

    g_clear_pointer (&self->district, g_free);
    g_clear_pointer (&self->chosen, g_free);
    if (row == NULL) {
        tally_feed_clear (self->point);
        return;
    }
    self->district = g_strdup_printf ("%" G_GINT64_FORMAT, row->district_id);
    self->chosen = g_strdup_printf ("%" G_GINT64_FORMAT, row->point_id);
    tally_feed_load (self->point, (const char *[]){ self->district, self->chosen, NULL });
}

gboolean
tally_points_model_may (TallyPointsModel *self)
{
    return tally_api_may (self->api, "edit") && !tally_job_is_running (self->job);
}

void
tally_points_model_exchange (TallyPointsModel *self, TallyWireExchange *request)
{
    g_autofree char *id = g_uuid_string_random ();

    g_return_if_fail (TALLY_IS_POINTS_MODEL (self));

    if (self->chosen == NULL || !tally_points_model_may (self))
        return;
    request->request_id = id;
    tally_job_start (self->job, _ ("Exchanging the meter"), TALLY_ASK_EXCHANGE,
                     (const char *[]){ self->district, self->chosen, NULL }, request, id);
    request->request_id = NULL;
}

void
tally_points_model_rollover (TallyPointsModel *self, TallyWireRollover *request)
{
    g_autofree char *id = g_uuid_string_random ();

    g_return_if_fail (TALLY_IS_POINTS_MODEL (self));

    if (self->chosen == NULL || !tally_points_model_may (self))
        return;
    request->request_id = id;
    tally_job_start (self->job, _ ("Deciding on the register"), TALLY_ASK_ROLLOVER,
                     (const char *[]){ self->district, self->chosen, NULL }, request, id);
    request->request_id = NULL;
}

int64_t
tally_points_model_instant (TallyPointsModel *self, const char *text)
{
    const TallyWirePoint *point = tally_feed_get_message (self->point);
    g_autoptr(GTimeZone) zone = NULL;
    g_autoptr(GDateTime) at = NULL;
    g_autofree char *iso = g_strconcat (text, ":00", NULL);

    if (point == NULL || point->time_zone == NULL)
        return 0;
    zone = g_time_zone_new_identifier (point->time_zone);
    g_strdelimit (iso, " ", 'T');
    at = zone != NULL ? g_date_time_new_from_iso8601 (iso, zone) : NULL;
    return at != NULL ? g_date_time_to_unix (at) : 0;
}

TallyFeed *
tally_points_model_get_points (TallyPointsModel *self)
{
    return self->points;
}

TallyFeed *
tally_points_model_get_point (TallyPointsModel *self)
{
    return self->point;
}

TallyFeed *
tally_points_model_get_parameters (TallyPointsModel *self)
{
    return self->parameters;
}

TallyJob *
tally_points_model_get_job (TallyPointsModel *self)
{
    return self->job;
}

static void
tally_points_model_finalize (GObject *object)
{
    TallyPointsModel *self = TALLY_POINTS_MODEL (object);

    g_clear_object (&self->points);
    g_clear_object (&self->point);
    g_clear_object (&self->parameters);
    g_clear_object (&self->job);
    g_clear_object (&self->api);
    g_free (self->district);
    g_free (self->chosen);

    G_OBJECT_CLASS (tally_points_model_parent_class)->finalize (object);
}

static void
tally_points_model_class_init (TallyPointsModelClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_points_model_finalize;
}

static void
tally_points_model_init (TallyPointsModel *self)
{
}

TallyPointsModel *
tally_points_model_new (TallyApi *api)
{
    TallyPointsModel *self = g_object_new (TALLY_TYPE_POINTS_MODEL, NULL);

    self->api = g_object_ref (api);
    self->points = tally_feed_new (api, TALLY_ASK_POINTS);
    self->point = tally_feed_new (api, TALLY_ASK_POINT);
    self->parameters = tally_feed_new (api, TALLY_ASK_PARAMETERS);
    self->job = tally_job_new (api);
    return self;
}
