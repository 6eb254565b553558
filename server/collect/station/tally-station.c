// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/station/tally-station-private.h"
#include "shared/error/tally-error.h"

#define NOTE_PLAN "station-plan"
#define TOKEN_MAX 200

G_DEFINE_FINAL_TYPE (TallyStation, tally_station, G_TYPE_OBJECT)

static void
free_result (gpointer data)
{
    TallyStationResult *result = data;

    g_free (result->request_id);
    g_free (result);
}

TallyStationPlan *
tally_station_dup_plan (TallyStation *self)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    return self->plan != NULL ? tally_station_plan_ref (self->plan) : NULL;
}

static void
take_plan (TallyStation *self, TallyStationPlan *plan)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    g_clear_pointer (&self->plan, tally_station_plan_unref);
    self->plan = plan;
    self->state.has_plan = TRUE;
}

gboolean
tally_station_set_plan (TallyStation *self, GBytes *json, GError **error)
{
    gsize length;
    const char *data = g_bytes_get_data (json, &length);
    TallyStationPlan *plan = tally_station_plan_read (data, length, error);

    if (plan == NULL)
        return FALSE;
    take_plan (self, plan);
    return tally_collect_spool_set_note (self->spool, NOTE_PLAN, json, error);
}

/* What the server said before this program began. */
static void
remember_plan (TallyStation *self)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) json = NULL;
    TallyStationPlan *plan = NULL;

    if (tally_collect_spool_get_note (self->spool, NOTE_PLAN, &json, &error) && json != NULL)
        plan = tally_station_plan_read (g_bytes_get_data (json, NULL), g_bytes_get_size (json),
                                        &error);
    if (plan != NULL)
        take_plan (self, plan);
    else if (error != NULL)
        g_warning ("the plan that was kept: %s", error->message);
}

static gboolean
is_loopback (GUri *uri)
{
    const char *host = g_uri_get_host (uri);
    g_autoptr(GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

    return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
check (const TallyStationSettings *settings, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse (settings->server, G_URI_FLAGS_NONE, error);
    const char *scheme;

    if (uri == NULL) {
        g_prefix_error (error, "server: %s: ", settings->server);
        return FALSE;
    }
    scheme = g_uri_get_scheme (uri);
    if (!g_str_equal (scheme, "https")
        && !(g_str_equal (scheme, "http") && (settings->allows_plain || is_loopback (uri)))) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "server: %s: https is needed beyond this machine", settings->server);
        return FALSE;
    }
    if (settings->token[0] != '\0' && strlen (settings->token) <= TOKEN_MAX
        && strspn (settings->token, "0123456789abcdefghijklmnopqrstuvwxyz_")
               == strlen (settings->token))
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "token: is not one that “gridtallyctl collect station add” prints");
    return FALSE;
}

static void
tally_station_finalize (GObject *object)
{
    TallyStation *self = TALLY_STATION (object);

    g_assert (self->thread == NULL);
    g_free (self->server);
    g_free (self->token);
    g_clear_object (&self->authorities);
    g_clear_object (&self->spool);
    g_clear_object (&self->stopping);
    g_clear_pointer (&self->plan, tally_station_plan_unref);
    g_ptr_array_unref (self->orders);
    g_ptr_array_unref (self->results);
    g_hash_table_unref (self->known);
    g_mutex_clear (&self->mutex);
    g_cond_clear (&self->woken);

    G_OBJECT_CLASS (tally_station_parent_class)->finalize (object);
}

static void
tally_station_class_init (TallyStationClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_station_finalize;
}

static void
tally_station_init (TallyStation *self)
{
    self->stopping = g_cancellable_new ();
    self->orders = tally_collect_request_list_new ();
    self->results = g_ptr_array_new_with_free_func (free_result);
    self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    self->has_more = TRUE;
    g_mutex_init (&self->mutex);
    g_cond_init (&self->woken);
}

/* Who was told whom to believe must not believe others when the file is no good. */
static gboolean
load_authorities (const TallyStationSettings *settings, GTlsDatabase **authorities, GError **error)
{
    g_autoptr(GList) certificates = NULL;

    if (settings->ca_file == NULL || settings->ca_file[0] == '\0')
        return TRUE;
    certificates = g_tls_certificate_list_new_from_file (settings->ca_file, error);
    if (certificates != NULL)
        *authorities = g_tls_file_database_new (settings->ca_file, error);
    else if (error != NULL && *error == NULL)
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "has no certificate");
    g_list_free_full (g_steal_pointer (&certificates), g_object_unref);
    if (*authorities == NULL)
        g_prefix_error (error, "ca-file: %s: ", settings->ca_file);
    return *authorities != NULL;
}

TallyStation *
tally_station_new (const TallyStationSettings *settings, GError **error)
{
    TallyStation *self;
    gsize length = strlen (settings->server);
    g_autoptr(GTlsDatabase) authorities = NULL;

    if (!check (settings, error) || !load_authorities (settings, &authorities, error))
        return NULL;
    while (length > 0 && settings->server[length - 1] == '/')
        length--;
    self = g_object_new (TALLY_TYPE_STATION, NULL);
    self->server = g_strndup (settings->server, length);
    self->token = g_strdup (settings->token);
    self->authorities = g_steal_pointer (&authorities);
    self->spool = g_object_ref (settings->spool);
    self->clock = settings->clock;
    self->rest_ms = settings->rest_ms;
    remember_plan (self);
    return self;
}

void
tally_station_start (TallyStation *self)
{
    g_return_if_fail (TALLY_IS_STATION (self));
    g_return_if_fail (self->thread == NULL);

    self->thread = g_thread_new ("courier", tally_station_courier, self);
}

void
tally_station_wake (gpointer data)
{
    TallyStation *self = data;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    self->has_more = TRUE;
    g_cond_signal (&self->woken);
}

void
tally_station_stop (TallyStation *self)
{
    g_return_if_fail (TALLY_IS_STATION (self));

    g_cancellable_cancel (self->stopping);
    tally_station_wake (self);
    g_clear_pointer (&self->thread, g_thread_join);
}

TallyStationState
tally_station_get_state (TallyStation *self)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

    return self->state;
}
