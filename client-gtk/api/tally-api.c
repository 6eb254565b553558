// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/api/tally-api.h"

#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-problem.h"
#include "shared/wire/tally-wire-session.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#define TIMEOUT_S 30

struct _TallyApi {
    GObject parent_instance;

    SoupSession *asking;
    SoupSession *listening; /* without a time limit: a quiet stream is no fault */
    char *server;
    TallyWireSession *session;
};

G_DEFINE_FINAL_TYPE (TallyApi, tally_api, G_TYPE_OBJECT)

enum {
    SIGNAL_SIGNED_OUT,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct {
    TallyAsk ask;
    SoupMessage *message;
    GPtrArray *rows;
    gpointer row;
} Question;

static void
question_free (Question *question)
{
    const TallyWireType *type = tally_ask_answer_type (question->ask);

    g_clear_object (&question->message);
    g_clear_pointer (&question->rows, g_ptr_array_unref);
    if (question->row != NULL)
        tally_wire_free (type, question->row);
    g_free (question);
}

static int
code_of_word (const char *word, guint status)
{
    for (int code = 0; code < TALLY_ERROR_N_CODES; code++) {
        g_autoptr(GError) error = g_error_new_literal (TALLY_ERROR, code, "");

        if (g_strcmp0 (word, tally_error_to_wire (error)) == 0)
            return code;
    }
    return status >= 500 ? TALLY_ERROR_OFFLINE : TALLY_ERROR_INTERNAL;
}

/* What the server said, when it said it in our words; else what the status means. */
static void
set_problem (SoupMessage *message, GBytes *body, GError **error)
{
    guint status = soup_message_get_status (message);
    size_t length = 0;
    const char *text = g_bytes_get_data (body, &length);
    g_autoptr(JsonNode) node = tally_wire_parse (text, length, TALLY_WIRE_MAX_ANSWER, NULL);
    g_autoptr(TallyWireProblem) problem = NULL;

    if (node != NULL)
        problem = tally_wire_problem_from_json (node, TALLY_WIRE_ANSWER, NULL);
    if (problem == NULL || problem->message == NULL)
        g_set_error (error, TALLY_ERROR, code_of_word (NULL, status),
                     _ ("The server answered with status %u."), status);
    else
        g_set_error_literal (error, TALLY_ERROR, code_of_word (problem->error, status),
                             problem->message);
}

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

static gboolean
take_answer (Question *question, GBytes *body, GError **error)
{
    const TallyWireType *type = tally_ask_answer_type (question->ask);
    size_t length = 0;
    const char *text = g_bytes_get_data (body, &length);
    g_autoptr(JsonNode) node = NULL;

    if (type == NULL)
        return TRUE;
    node = tally_wire_parse (text, length, TALLY_WIRE_MAX_ANSWER, error);
    if (node == NULL)
        return FALSE;
    if (tally_ask_is_list (question->ask))
        question->rows = tally_wire_list_from_json (type, node, NULL, error);
    else
        question->row = tally_wire_from_json (type, node, TALLY_WIRE_ANSWER, error);
    return question->rows != NULL || question->row != NULL;
}

/* The session is kept here; the one who asked only learns who signed in. */
static gboolean
keep_session (TallyApi *self, Question *question, GError **error)
{
    TallyWireSession *session = question->row;

    if (session->token == NULL || session->person == NULL) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                             _ ("The server's answer is not a session."));
        return FALSE;
    }
    tally_api_forget (self);
    self->session = g_steal_pointer (&question->row);
    return TRUE;
}

static void
on_answer_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    TallyApi *self = g_task_get_source_object (task);
    Question *question = g_task_get_task_data (task);
    g_autoptr(GError) reason = NULL;
    g_autoptr(GBytes) body = soup_session_send_and_read_finish (self->asking, result, &reason);
    GError *error = NULL;
    guint status = soup_message_get_status (question->message);

    if (body == NULL)
        set_network_error (self, reason, &error);
    else if (!SOUP_STATUS_IS_SUCCESSFUL (status))
        set_problem (question->message, body, &error);
    else if (take_answer (question, body, &error) && question->ask == TALLY_ASK_SIGN_IN)
        keep_session (self, question, &error);

    if (body != NULL && status == SOUP_STATUS_UNAUTHORIZED && self->session != NULL
        && question->ask != TALLY_ASK_APPROVE) {
        tally_api_forget (self);
        g_signal_emit (self, signals[SIGNAL_SIGNED_OUT], 0);
    }
    if (error != NULL)
        g_task_return_error (task, error);
    else
        g_task_return_boolean (task, TRUE);
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
    g_autofree char *path = tally_ask_path (ask, arguments);
    g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
    Question *question = g_new0 (Question, 1);
    GError *error = NULL;

    g_return_if_fail (TALLY_IS_API (self));
    g_return_if_fail ((type == NULL) == (request == NULL));

    question->ask = ask;
    g_task_set_task_data (task, question, (GDestroyNotify) question_free);
    question->message = new_message (self, tally_ask_method (ask), path, &error);
    if (question->message == NULL) {
        g_task_return_error (task, error);
        return;
    }
    if (request != NULL) {
        g_autoptr(JsonNode) node = tally_wire_to_json (type, request);
        char *text = tally_wire_to_text (node);
        g_autoptr(GBytes) body = g_bytes_new_take (text, strlen (text));

        soup_message_set_request_body_from_bytes (question->message, "application/json", body);
    }
    soup_session_send_and_read_async (self->asking, question->message, G_PRIORITY_DEFAULT,
                                      cancellable, on_answer_read, g_steal_pointer (&task));
}

GPtrArray *
tally_api_ask_rows_finish (TallyApi *self, GAsyncResult *result, GError **error)
{
    Question *question = g_task_get_task_data (G_TASK (result));

    if (!g_task_propagate_boolean (G_TASK (result), error))
        return NULL;
    return g_steal_pointer (&question->rows);
}

gboolean
tally_api_ask_finish (TallyApi *self, GAsyncResult *result, gpointer *message, GError **error)
{
    Question *question = g_task_get_task_data (G_TASK (result));

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

static gboolean
is_this_machine (const char *host)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);

    return g_str_equal (host, "localhost")
           || (address != NULL && g_inet_address_get_is_loopback (address));
}

gboolean
tally_api_set_server (TallyApi *self, const char *address, GError **error)
{
    g_autoptr(GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
    const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
    const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

    if (host == NULL || *host == '\0'
        || (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http"))) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("Write the server as https://name or https://name:port."));
        return FALSE;
    }
    if (g_str_equal (scheme, "http") && !is_this_machine (host)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             _ ("Other machines are only spoken to over https."));
        return FALSE;
    }
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

void
tally_api_forget (TallyApi *self)
{
    g_clear_pointer (&self->session, tally_wire_session_free);
}

static void
tally_api_finalize (GObject *object)
{
    TallyApi *self = TALLY_API (object);

    soup_session_abort (self->asking);
    soup_session_abort (self->listening);
    g_clear_object (&self->asking);
    g_clear_object (&self->listening);
    g_clear_pointer (&self->server, g_free);
    tally_api_forget (self);

    G_OBJECT_CLASS (tally_api_parent_class)->finalize (object);
}

static void
tally_api_class_init (TallyApiClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_api_finalize;

    /* The server no longer knows the session. */
    signals[SIGNAL_SIGNED_OUT] = g_signal_new ("signed-out", TALLY_TYPE_API, G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tally_api_init (TallyApi *self)
{
    self->asking = soup_session_new_with_options ("user-agent", "gridtally ", "timeout", TIMEOUT_S,
                                                  NULL);
    self->listening = soup_session_new_with_options ("user-agent", "gridtally ", NULL);
}

TallyApi *
tally_api_new (void)
{
    return g_object_new (TALLY_TYPE_API, NULL);
}
