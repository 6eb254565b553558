// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/models/tally-points-model.h"

#include "client-gtk/api/tally-market-time.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-photo.h"
#include "shared/wire/tally-wire-reason.h"

#include <glib/gi18n.h>

struct _TallyPointsModel {
    GObject parent_instance;

    TallyApi *api;
    TallyFeed *points;
    TallyFeed *point;
    TallyFeed *parameters;
    TallyFeed *manual;
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
    tally_feed_reload (self->manual);
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
        tally_feed_clear (self->manual);
        return;
    }
    self->district = g_strdup_printf ("%" G_GINT64_FORMAT, row->district_id);
    self->chosen = g_strdup_printf ("%" G_GINT64_FORMAT, row->point_id);
    tally_feed_load (self->point, (const char *[]){ self->district, self->chosen, NULL });
    tally_feed_load (self->manual, (const char *[]){ self->district, self->chosen, NULL });
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

/* A reading on its way: first its photo, which it is named by, then what was read. */
typedef struct {
    TallyPointsModel *model;
    TallyWireManualReading *request;
    char *district;
    char *point;
} Reading;

static void
reading_free (Reading *reading)
{
    g_object_unref (reading->model);
    tally_wire_manual_reading_free (reading->request);
    g_free (reading->district);
    g_free (reading->point);
    g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

/* The server answers when the days are validated. */
static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyPointsModel) self = user_data;
    g_autoptr(GError) error = NULL;

    tally_api_ask_finish (TALLY_API (source), result, NULL, &error);
    tally_job_end (self->job, error);
}

static void
send_reading (Reading *reading)
{
    const char *arguments[] = { reading->district, reading->point, NULL };

    tally_api_ask_async (reading->model->api, TALLY_ASK_READ_BY_HAND, arguments, reading->request,
                         NULL, on_done, g_object_ref (reading->model));
}

static void
on_photo_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(Reading) reading = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyWirePhoto) photo = NULL;
    gpointer message = NULL;

    if (tally_api_ask_finish (TALLY_API (source), result, &message, &error))
        photo = message;
    if (photo == NULL) {
        tally_job_end (reading->model->job, error);
        return;
    }
    reading->request->photo = g_strdup (photo->sha256);
    send_reading (reading);
}

static void
on_photo_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(Reading) reading = user_data;
    TallyPointsModel *self = reading->model;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) content = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
    const char *arguments[] = { reading->district, reading->point, NULL };

    if (content != NULL && g_bytes_get_size (content) > TALLY_PHOTO_MAX_BYTES)
        g_set_error_literal (&error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("The photo is larger than 5 MiB."));
    if (error != NULL)
        tally_job_end (self->job, error);
    else
        tally_api_send_async (self->api, TALLY_ASK_SEND_PHOTO, arguments, content, NULL,
                              on_photo_sent, g_steal_pointer (&reading));
}

void
tally_points_model_read_by_hand (TallyPointsModel *self,
                                 TallyWireManualReading *request,
                                 GFile *photo)
{
    g_autoptr(Reading) reading = g_new0 (Reading, 1);

    g_return_if_fail (TALLY_IS_POINTS_MODEL (self));

    reading->model = g_object_ref (self);
    reading->request = request;
    reading->district = g_strdup (self->district);
    reading->point = g_strdup (self->chosen);
    if (self->chosen == NULL || !tally_points_model_may (self))
        return;
    request->reading_id = g_uuid_string_random ();
    tally_job_begin (self->job, _ ("Keeping the reading"), 0);
    if (photo == NULL)
        send_reading (reading);
    else
        g_file_load_bytes_async (photo, NULL, on_photo_loaded, g_steal_pointer (&reading));
}

void
tally_points_model_withdraw (TallyPointsModel *self, const char *reading_id, const char *reason)
{
    TallyWireReason request = { .reason = (char *) reason };
    const char *arguments[] = { self->district, self->chosen, reading_id, NULL };

    g_return_if_fail (TALLY_IS_POINTS_MODEL (self));

    if (self->chosen == NULL || !tally_points_model_may (self))
        return;
    tally_job_begin (self->job, _ ("Withdrawing the reading"), 0);
    tally_api_ask_async (self->api, TALLY_ASK_WITHDRAW_READING, arguments, &request, NULL, on_done,
                         g_object_ref (self));
}

void
tally_points_model_photo_async (TallyPointsModel *self,
                                const char *sha256,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
    const char *arguments[] = { self->district, self->chosen, sha256, NULL };

    g_return_if_fail (TALLY_IS_POINTS_MODEL (self) && self->chosen != NULL);

    tally_api_ask_async (self->api, TALLY_ASK_PHOTO, arguments, NULL, NULL, callback, user_data);
}

GBytes *
tally_points_model_photo_finish (GAsyncResult *result, GError **error)
{
    return tally_api_bytes_finish (result, error);
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

TallyFeed *
tally_points_model_get_manual (TallyPointsModel *self)
{
    return self->manual;
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
    g_clear_object (&self->manual);
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
    self->manual = tally_feed_new (api, TALLY_ASK_MANUAL_READINGS);
    self->job = tally_job_new (api);
    return self;
}
