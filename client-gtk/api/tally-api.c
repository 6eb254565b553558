// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/api/tally-api.h"

#include "client-gtk/api/tally-answer.h"
#include "client-gtk/api/tally-market-money.h"
#include "client-gtk/api/tally-market-time.h"
#include "client-gtk/api/tally-question.h"
#include "client-gtk/cache/tally-cache.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-session.h"

#include <glib/gi18n.h>

#define TIMEOUT_S 30
#define QUIET_S 45 /* three pings */

struct _TallyApi {
    GObject parent_instance;

    SoupSession *asking;
    SoupSession *listening; /* the server pings: a quiet stream is a broken one */
    char *server;
    TallyWireSession *session;
    TallyCache *cache;
    int64_t stale_since; /* 0: what is shown came just now */
};

G_DEFINE_FINAL_TYPE (TallyApi, tally_api, G_TYPE_OBJECT)

enum {
    PROP_STALE_SINCE = 1,
    N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum {
    SIGNAL_SIGNED_OUT,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Errors of the network, in words of somebody who has to ring somebody. */
static void
set_network_error (TallyApi *self, const GError *reason, GError **error)
{
    if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_error_copy (reason));
    else if (reason->domain == G_TLS_ERROR)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE,
                     _ ("The certificate of %s is not trusted: %s"), self->server, reason->message);
    else if (reason->domain == TALLY_ERROR)
        g_propagate_error (error, g_error_copy (reason));
    else
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE,
                     _ ("The server %s cannot be reached: %s"), self->server, reason->message);
}

/* The session is kept here; the one who asked only learns who signed in. */
static gboolean
keep_session (TallyApi *self, TallyQuestion *question, GError **error)
{
    TallyWireSession *session = question->row;

    if (session->token == NULL || session->person == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                             _ ("The server's answer is not a session."));
        return FALSE;
    }
    if (!tally_market_time_set_zone (session->time_zone)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                     _ ("This computer does not know the market's time zone, “%s”."),
                     session->time_zone != NULL ? session->time_zone : "");
        return FALSE;
    }
    tally_market_money_set (session->currency);
    tally_api_forget (self);
    self->session = g_steal_pointer (&question->row);
    return TRUE;
}

static gboolean
is_reading (TallyAsk ask)
{
    return g_str_equal (tally_ask_method (ask), "GET");
}

static void
set_stale_since (TallyApi *self, int64_t stored_at)
{
    if (self->stale_since == stored_at)
        return;
    self->stale_since = stored_at;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STALE_SINCE]);
}

/* Answers of one person are nobody else's. */
static char *
owner_of_answers (TallyApi *self)
{
    return g_strconcat (self->server, " ", self->session->person->login, NULL);
}

static void
keep_answer (TallyApi *self, const TallyQuestion *question, GBytes *body)
{
    g_autofree char *owner = NULL;

    set_stale_since (self, 0);
    if (self->session == NULL || !is_reading (question->ask)
        || question->ask == TALLY_ASK_BILL_BOOK) /* asked for once, and large */
        return;
    owner = owner_of_answers (self);
    tally_cache_put (self->cache, owner, question->path, body, g_get_real_time () / G_USEC_PER_SEC);
}

typedef struct {
    GTask *task;
    GError *error; /* what to say when nothing was kept */
} Fallback;

static void
on_kept_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Fallback *fallback = user_data;
    g_autoptr(GTask) task = fallback->task;
    g_autoptr(GError) reason = fallback->error;
    TallyApi *self = g_task_get_source_object (task);
    TallyQuestion *question = g_task_get_task_data (task);
    int64_t stored_at = 0;
    g_autoptr(GBytes) body = tally_cache_get_finish (TALLY_CACHE (source), result, &stored_at);

    if (body == NULL || !tally_question_take (question, body, NULL)) {
        g_task_return_error (task, g_steal_pointer (&reason));
        return;
    }
    if (self->stale_since == 0 || stored_at < self->stale_since)
        set_stale_since (self, stored_at);
    g_task_return_boolean (task, TRUE);
}

/* Takes @task and @error: the last answer, marked as old, or the error. */
static void
fall_back (TallyApi *self, GTask *task, GError *error)
{
    const TallyQuestion *question = g_task_get_task_data (task);
    Fallback *fallback;
    g_autofree char *owner = NULL;

    if (self->session == NULL || !is_reading (question->ask)) {
        g_task_return_error (task, error);
        g_object_unref (task);
        return;
    }
    owner = owner_of_answers (self);
    fallback = g_new0 (Fallback, 1);
    fallback->task = task;
    fallback->error = error;
    tally_cache_get_async (self->cache, owner, question->path, on_kept_answer, fallback);
}

static void
on_answer_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    TallyApi *self = g_task_get_source_object (task);
    TallyQuestion *question = g_task_get_task_data (task);
    g_autoptr(GError) reason = NULL;
    g_autoptr(GBytes) body = soup_session_send_and_read_finish (self->asking, result, &reason);
    GError *error = NULL;
    guint status = soup_message_get_status (question->message);

    if (body == NULL)
        set_network_error (self, reason, &error);
    else if (!SOUP_STATUS_IS_SUCCESSFUL (status))
        tally_answer_set_problem (question->message, body, &error);
    else if (tally_question_take (question, body, &error) && question->ask == TALLY_ASK_SIGN_IN)
        keep_session (self, question, &error);

    if (body != NULL && status == SOUP_STATUS_UNAUTHORIZED && self->session != NULL
        && question->ask != TALLY_ASK_APPROVE) {
        tally_api_forget (self);
        g_signal_emit (self, signals[SIGNAL_SIGNED_OUT], 0);
    }
    if (error == NULL)
        keep_answer (self, question, body);
    else if (body != NULL && !tally_answer_is_away (question->message, NULL))
        set_stale_since (self, 0); /* it refuses, so it is there */
    if (error == NULL)
        g_task_return_boolean (task, TRUE);
    else if (tally_answer_is_away (question->message, reason))
        fall_back (self, g_steal_pointer (&task), error);
    else
        g_task_return_error (task, error);
}

static SoupMessage *
new_message (TallyApi *self, const char *method, const char *path, GError **error)
{
    g_autofree char *address = g_strconcat (self->server != NULL ? self->server : "", path, NULL);
    SoupMessage *message = soup_message_new (method, address);
    g_autofree char *bearer = NULL;

    if (message == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("There is no server address."));
        return NULL;
    }
    soup_message_headers_replace (soup_message_get_request_headers (message), "Accept-Language",
                                  g_get_language_names ()[0]);
    if (self->session == NULL)
        return message;
    bearer = g_strconcat ("Bearer ", self->session->token, NULL);
    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                  bearer);
    return message;
}

/* What goes along with a question. */
typedef struct {
    const char *type;
    GBytes *bytes;
} Enclosure;

static void
put_question (TallyApi *self,
              TallyAsk ask,
              const char *const *arguments,
              Enclosure with,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
    g_autofree char *path = tally_ask_path (ask, arguments);
    g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
    TallyQuestion *question = g_new0 (TallyQuestion, 1);
    GError *error = NULL;

    question->ask = ask;
    question->path = g_strdup (path);
    g_task_set_task_data (task, question, (GDestroyNotify) tally_question_free);
    if (self->stale_since != 0 && !is_reading (ask) && ask != TALLY_ASK_SIGN_IN
        && ask != TALLY_ASK_SIGN_OUT) {
        g_task_return_new_error (task, TALLY_ERROR, TALLY_ERROR_OFFLINE, "%s",
                                 _ ("The server is away: nothing can be changed until it answers "
                                    "again."));
        return;
    }
    question->message = new_message (self, tally_ask_method (ask), path, &error);
    if (question->message == NULL) {
        g_task_return_error (task, error);
        return;
    }
    if (with.bytes != NULL)
        soup_message_set_request_body_from_bytes (question->message, with.type, with.bytes);
    soup_session_send_and_read_async (self->asking, question->message, G_PRIORITY_DEFAULT,
                                      cancellable, on_answer_read, g_steal_pointer (&task));
}

void
tally_api_ask_async (TallyApi *self,
                     TallyAsk ask,
                     const char *const *arguments,
                     gconstpointer request,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
    const TallyWireType *type = tally_ask_request_type (ask);
    g_autoptr(JsonNode) node = NULL;
    g_autoptr(GBytes) body = NULL;

    g_return_if_fail (TALLY_IS_API (self));
    g_return_if_fail ((type == NULL) == (request == NULL));

    if (request != NULL) {
        char *text;

        node = tally_wire_to_json (type, request);
        text = tally_wire_to_text (node);
        body = g_bytes_new_take (text, strlen (text));
    }
    put_question (self, ask, arguments, (Enclosure){ "application/json", body }, cancellable,
                  callback, user_data);
}

void
tally_api_send_async (TallyApi *self,
                      TallyAsk ask,
                      const char *const *arguments,
                      GBytes *content,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
    g_return_if_fail (TALLY_IS_API (self));
    g_return_if_fail (tally_ask_request_type (ask) == NULL);

    put_question (self, ask, arguments, (Enclosure){ "application/octet-stream", content },
                  cancellable, callback, user_data);
}

gboolean
tally_api_ask_finish (TallyApi *self, GAsyncResult *result, gpointer *message, GError **error)
{
    TallyQuestion *question = g_task_get_task_data (G_TASK (result));

    if (!g_task_propagate_boolean (G_TASK (result), error))
        return FALSE;
    if (message != NULL)
        *message = g_steal_pointer (&question->row);
    return TRUE;
}

static void
on_stream_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    TallyApi *self = g_task_get_source_object (task);
    SoupMessage *message = g_task_get_task_data (task);
    g_autoptr(GError) reason = NULL;
    GInputStream *stream = soup_session_send_finish (self->listening, result, &reason);
    GError *error = NULL;

    if (stream == NULL) {
        set_network_error (self, reason, &error);
        g_task_return_error (task, error);
    } else if (soup_message_get_status (message) != SOUP_STATUS_OK) {
        g_object_unref (stream);
        g_task_return_new_error (task, TALLY_ERROR, TALLY_ERROR_OFFLINE, "events: status %u",
                                 soup_message_get_status (message));
    } else {
        g_task_return_pointer (task, stream, g_object_unref);
    }
}

void
tally_api_listen_async (TallyApi *self,
                        const char *last_id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
    GError *error = NULL;
    SoupMessage *message = new_message (self, "GET", "/api/v1/events", &error);

    if (message == NULL) {
        g_task_return_error (task, error);
        return;
    }
    g_task_set_task_data (task, message, g_object_unref);
    soup_message_headers_replace (soup_message_get_request_headers (message), "Accept",
                                  "text/event-stream");
    if (last_id != NULL)
        soup_message_headers_replace (soup_message_get_request_headers (message), "Last-Event-ID",
                                      last_id);
    soup_session_send_async (self->listening, message, G_PRIORITY_LOW, cancellable,
                             on_stream_opened, g_steal_pointer (&task));
}

GInputStream *
tally_api_listen_finish (TallyApi *self, GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
tally_api_set_server (TallyApi *self, const char *address, GError **error)
{
    if (!tally_answer_check_address (address, error))
        return FALSE;
    g_free (self->server);
    self->server = g_strdup (address);
    while (g_str_has_suffix (self->server, "/"))
        self->server[strlen (self->server) - 1] = '\0';
    return TRUE;
}

gboolean
tally_api_trust (TallyApi *self, const char *file, GError **error)
{
    g_autoptr(GTlsDatabase) trusted = NULL;

    if (*file != '\0') {
        trusted = g_tls_file_database_new (file, error);
        if (trusted == NULL) {
            g_prefix_error (error, _ ("The certificates of %s cannot be read: "), file);
            return FALSE;
        }
    }
    soup_session_set_tls_database (self->asking, trusted);
    soup_session_set_tls_database (self->listening, trusted);
    return TRUE;
}

const TallyWirePerson *
tally_api_get_person (TallyApi *self)
{
    return self->session != NULL ? self->session->person : NULL;
}

gboolean
tally_api_may (TallyApi *self, const char *what)
{
    const TallyWirePerson *person = tally_api_get_person (self);

    return person != NULL && person->may != NULL
           && g_strv_contains ((const char *const *) person->may, what);
}

int64_t
tally_api_get_stale_since (TallyApi *self)
{
    return self->stale_since;
}

void
tally_api_sign_off (TallyApi *self)
{
    g_autofree char *owner = self->session != NULL ? owner_of_answers (self) : NULL;

    if (owner != NULL)
        tally_cache_forget (self->cache, owner);
    tally_api_forget (self);
}

void
tally_api_forget (TallyApi *self)
{
    set_stale_since (self, 0);
    g_clear_pointer (&self->session, tally_wire_session_free);
}

static void
tally_api_finalize (GObject *object)
{
    TallyApi *self = TALLY_API (object);

    self->stale_since = 0; /* nobody is told any more */
    soup_session_abort (self->asking);
    soup_session_abort (self->listening);
    g_clear_object (&self->asking);
    g_clear_object (&self->listening);
    tally_api_forget (self);
    g_clear_pointer (&self->server, g_free);
    g_clear_object (&self->cache);

    G_OBJECT_CLASS (tally_api_parent_class)->finalize (object);
}

static void
tally_api_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
    if (prop_id == PROP_STALE_SINCE)
        g_value_set_int64 (value, TALLY_API (object)->stale_since);
    else
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
tally_api_class_init (TallyApiClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_api_finalize;
    G_OBJECT_CLASS (klass)->get_property = tally_api_get_property;

    properties[PROP_STALE_SINCE] = g_param_spec_int64 ("stale-since", NULL, NULL, 0, G_MAXINT64, 0,
                                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
    g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);

    /* The server no longer knows the session. */
    signals[SIGNAL_SIGNED_OUT] = g_signal_new ("signed-out", TALLY_TYPE_API, G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tally_api_init (TallyApi *self)
{
    self->asking = soup_session_new_with_options ("user-agent", "gridtally ", "timeout", TIMEOUT_S,
                                                  NULL);
    self->listening = soup_session_new_with_options ("user-agent", "gridtally ", "timeout", QUIET_S,
                                                     NULL);
    self->cache = tally_cache_new (NULL);
}

TallyApi *
tally_api_new (void)
{
    return g_object_new (TALLY_TYPE_API, NULL);
}
