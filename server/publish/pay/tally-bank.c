// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/pay/tally-bank.h"

#include "shared/error/tally-error.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

struct _TallyBank {
    GObject parent_instance;

    SoupSession *session;
    char *base_url;
    char *authorization;
    guint deadline_s;
};

G_DEFINE_FINAL_TYPE (TallyBank, tally_bank, G_TYPE_OBJECT)

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name (builder, name);
    json_builder_add_string_value (builder, value);
}

/* The same order gives the same bytes: the bank compares them under one key. */
static GBytes *
body_of (const TallyBankOrder *order)
{
    g_autoptr(JsonBuilder) builder = json_builder_new ();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *currency = g_ascii_strdown (order->currency, -1);
    char reference[TALLY_PAY_REFERENCE_TEXT];
    char *text;

    tally_pay_reference_format (order->district_id, order->intent_id, reference);
    json_builder_begin_object (builder);
    add_text (builder, "mode", "payment");
    json_builder_set_member_name (builder, "amount_total");
    json_builder_add_int_value (builder, order->amount_minor);
    add_text (builder, "currency", currency);
    add_text (builder, "client_reference_id", reference);
    add_text (builder, "description", order->description);
    add_text (builder, "success_url", order->return_url);
    add_text (builder, "cancel_url", order->return_url);
    json_builder_end_object (builder);
    root = json_builder_get_root (builder);
    text = json_to_string (root, FALSE);
    return g_bytes_new_take (text, strlen (text));
}

static SoupMessage *
message_to (TallyBank *self, const char *method, const char *path)
{
    g_autofree char *url = g_strconcat (self->base_url, path, NULL);
    SoupMessage *message = soup_message_new (method, url);

    if (message != NULL)
        soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                     self->authorization);
    return message;
}

static SoupMessage *
message_for (TallyBank *self, const TallyBankOrder *order, GError **error)
{
    SoupMessage *message = message_to (self, "POST", "/v1/checkout/sessions");
    g_autoptr(GBytes) body = NULL;

    if (message == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%s” is not the address of a bank",
                     self->base_url);
        return NULL;
    }
    body = body_of (order);
    soup_message_set_request_body_from_bytes (message, "application/json", body);
    soup_message_headers_append (soup_message_get_request_headers (message), "Idempotency-Key",
                                 order->idempotency_key);
    return message;
}

/* Turns what went wrong, or a status, into one of our words. */
static GBytes *
check (SoupMessage *message, GBytes *body, const GError *fault, GError **error)
{
    guint status = soup_message_get_status (message);
    TallyError code = TALLY_ERROR_OFFLINE;

    if (fault != NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_OFFLINE, "the bank does not answer: %s",
                     fault->message);
        return NULL;
    }
    if (status >= 200 && status < 300 && g_bytes_get_size (body) <= TALLY_BANK_ANSWER_MAX)
        return g_bytes_ref (body);
    if (status == 404)
        code = TALLY_ERROR_NOT_FOUND;
    else if (status == 409)
        code = TALLY_ERROR_EXISTS;
    else if (status == 429)
        code = TALLY_ERROR_BUSY;
    else if (status >= 400 && status < 500)
        code = TALLY_ERROR_INVALID;
    g_set_error (error, TALLY_ERROR, code, "the bank answered %u with %" G_GSIZE_FORMAT " bytes",
                 status, g_bytes_get_size (body));
    return NULL;
}

/* An answer that comes byte by byte starts the session's wait anew with each: this ends it. */
typedef struct {
    GMutex mutex;
    GCond cond;
    gboolean is_over;
    int64_t until_us;
    GThread *thread;
    GCancellable *late;   /* of the exchange: when it is late, or the caller's is cancelled */
    GCancellable *caller; /* NULL: none */
    gulong handler;
    SoupMessage *message;
} Exchange;

static gpointer
watch (gpointer data)
{
    Exchange *exchange = data;
    gboolean is_late = FALSE;

    g_mutex_lock (&exchange->mutex);
    while (!exchange->is_over && !is_late)
        is_late = !g_cond_wait_until (&exchange->cond, &exchange->mutex, exchange->until_us);
    g_mutex_unlock (&exchange->mutex);
    if (is_late)
        g_cancellable_cancel (exchange->late);
    return NULL;
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
    g_cancellable_cancel (user_data);
}

static Exchange *
exchange_begin (TallyBank *self, SoupMessage *message, GCancellable *cancellable)
{
    Exchange *exchange = g_new0 (Exchange, 1);

    g_mutex_init (&exchange->mutex);
    g_cond_init (&exchange->cond);
    exchange->message = g_object_ref (message);
    exchange->late = g_cancellable_new ();
    exchange->until_us = g_get_monotonic_time () + (int64_t) self->deadline_s * G_USEC_PER_SEC;
    if (cancellable != NULL) {
        exchange->caller = g_object_ref (cancellable);
        exchange->handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                                   g_object_ref (exchange->late), g_object_unref);
    }
    exchange->thread = g_thread_new ("bank-deadline", watch, exchange);
    return exchange;
}

static void
exchange_end (gpointer data)
{
    Exchange *exchange = data;

    g_mutex_lock (&exchange->mutex);
    exchange->is_over = TRUE;
    g_cond_signal (&exchange->cond);
    g_mutex_unlock (&exchange->mutex);
    g_thread_join (exchange->thread);
    g_cancellable_disconnect (exchange->caller, exchange->handler);
    g_clear_object (&exchange->caller);
    g_object_unref (exchange->late);
    g_object_unref (exchange->message);
    g_mutex_clear (&exchange->mutex);
    g_cond_clear (&exchange->cond);
    g_free (exchange);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Exchange, exchange_end)

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GTask) task = user_data;
    Exchange *exchange = g_task_get_task_data (task);
    g_autoptr(GError) fault = NULL;
    g_autoptr(GBytes)
                   body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &fault);
    GError *error = NULL;
    GBytes *answer = check (exchange->message, body, fault, &error);

    if (answer != NULL)
        g_task_return_pointer (task, answer, (GDestroyNotify) g_bytes_unref);
    else
        g_task_return_error (task, error);
}

static GBytes *
send_and_wait (TallyBank *self, SoupMessage *message, GCancellable *cancellable, GError **error)
{
    g_autoptr(Exchange) exchange = exchange_begin (self, message, cancellable);
    g_autoptr(GError) fault = NULL;
    g_autoptr(GBytes) body = soup_session_send_and_read (self->session, message, exchange->late,
                                                          &fault);

    return check (message, body, fault, error);
}

static void
tally_bank_finalize (GObject *object)
{
    TallyBank *self = TALLY_BANK (object);

    g_clear_object (&self->session);
    g_clear_pointer (&self->base_url, g_free);
    g_clear_pointer (&self->authorization, g_free);

    G_OBJECT_CLASS (tally_bank_parent_class)->finalize (object);
}

static void
tally_bank_class_init (TallyBankClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_bank_finalize;
}

static void
tally_bank_init (TallyBank *self)
{
    self->session = soup_session_new_with_options ("timeout", TALLY_BANK_TIMEOUT_S, "user-agent",
                                                   "Gridtally", NULL);
    self->deadline_s = TALLY_BANK_DEADLINE_S;
}

TallyBank *
tally_bank_new (const char *base_url, const char *api_key)
{
    TallyBank *self = g_object_new (TALLY_TYPE_BANK, NULL);

    self->base_url = g_strdup (base_url);
    self->authorization = g_strconcat ("Bearer ", api_key, NULL);
    return self;
}

void
tally_bank_set_patience (TallyBank *self, guint timeout_s, guint deadline_s)
{
    g_return_if_fail (TALLY_IS_BANK (self));

    soup_session_set_timeout (self->session, timeout_s);
    self->deadline_s = deadline_s;
}

void
tally_bank_open_async (TallyBank *self,
                       const TallyBankOrder *order,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
    g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
    GError *error = NULL;
    g_autoptr(SoupMessage) message = NULL;
    Exchange *exchange;

    g_return_if_fail (TALLY_IS_BANK (self));

    message = message_for (self, order, &error);
    if (message == NULL) {
        g_task_return_error (task, error);
        return;
    }
    exchange = exchange_begin (self, message, cancellable);
    g_task_set_task_data (task, exchange, exchange_end);
    soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, exchange->late,
                                      on_answered, g_steal_pointer (&task));
}

GBytes *
tally_bank_open_finish (TallyBank *self, GAsyncResult *result, GError **error)
{
    g_return_val_if_fail (g_task_is_valid (result, self), NULL);

    return g_task_propagate_pointer (G_TASK (result), error);
}

GBytes *
tally_bank_open (TallyBank *self,
                 const TallyBankOrder *order,
                 GCancellable *cancellable,
                 GError **error)
{
    g_autoptr(SoupMessage) message = NULL;

    g_return_val_if_fail (TALLY_IS_BANK (self), NULL);

    message = message_for (self, order, error);
    return message != NULL ? send_and_wait (self, message, cancellable, error) : NULL;
}

GBytes *
tally_bank_ask (TallyBank *self, const char *session, GCancellable *cancellable, GError **error)
{
    g_autofree char *id = g_uri_escape_string (session, NULL, FALSE);
    g_autofree char *path = g_strconcat ("/v1/checkout/sessions/", id, NULL);
    g_autoptr(SoupMessage) message = NULL;

    g_return_val_if_fail (TALLY_IS_BANK (self), NULL);

    message = message_to (self, "GET", path);
    if (message == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "“%s” is not the address of a bank",
                     self->base_url);
        return NULL;
    }
    return send_and_wait (self, message, cancellable, error);
}
