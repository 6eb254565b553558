// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-request.h"

#include "server/publish/http/tally-http-form-calc.h"
#include "server/publish/http/tally-http-private.h"
#include "server/publish/http/tally-http-rule-calc.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define FORM_TYPE "application/x-www-form-urlencoded"

G_DEFINE_FINAL_TYPE (TallyRequest, tally_request, G_TYPE_OBJECT)

static SoupMessageHeaders *
headers_of (TallyRequest *self)
{
    return soup_server_message_get_request_headers (self->message);
}

static void
tally_request_finalize (GObject *object)
{
    TallyRequest *self = TALLY_REQUEST (object);

    g_clear_object (&self->message);
    g_clear_object (&self->http);
    g_clear_pointer (&self->params, g_hash_table_unref);
    g_clear_pointer (&self->received, g_byte_array_unref);
    g_clear_pointer (&self->body, g_bytes_unref);
    g_clear_pointer (&self->query, g_ptr_array_unref);
    g_clear_pointer (&self->form, g_ptr_array_unref);
    g_clear_pointer (&self->session, tally_session_unref);
    g_clear_pointer (&self->address, g_free);
    g_clear_pointer (&self->id, g_free);

    G_OBJECT_CLASS (tally_request_parent_class)->finalize (object);
}

static void
tally_request_class_init (TallyRequestClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_request_finalize;
}

static void
tally_request_init (TallyRequest *self)
{
    self->received = g_byte_array_new ();
    self->begun_us = g_get_monotonic_time ();
    self->id = g_strdup_printf ("%08x%08x", g_random_int (), g_random_int ());
}

/* Only the proxy in front may say who the client is, and only its own last word counts. */
static void
look_through_proxy (TallyRequest *self)
{
    GSocketAddress *peer = soup_server_message_get_remote_address (self->message);
    const char *forwarded = soup_message_headers_get_list (headers_of (self), "X-Forwarded-For");
    const char *scheme = soup_message_headers_get_one (headers_of (self), "X-Forwarded-Proto");
    g_auto(GStrv) hops = NULL;

    if (G_IS_INET_SOCKET_ADDRESS (peer))
        self->address = g_inet_address_to_string (
            g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (peer)));
    else
        self->address = g_strdup ("local");
    if (!self->http->is_behind_proxy
        || (G_IS_INET_SOCKET_ADDRESS (peer) && !tally_http_rule_is_loopback (self->address)))
        return;

    self->is_secure = scheme != NULL && g_str_equal (scheme, "https");
    hops = g_strsplit (forwarded != NULL ? forwarded : "", ",", -1);
    if (g_strv_length (hops) > 0) {
        const char *last = g_strstrip (hops[g_strv_length (hops) - 1]);

        if (g_hostname_is_ip_address (last)) {
            g_free (self->address);
            self->address = g_strdup (last);
        }
    }
}

TallyRequest *
tally_request_new (TallyHttp *http,
                   SoupServerMessage *message,
                   const TallyHttpEntry *entry,
                   GHashTable *params)
{
    TallyRequest *self = g_object_new (TALLY_TYPE_REQUEST, NULL);

    self->http = g_object_ref (http);
    self->message = g_object_ref (message);
    self->entry = entry;
    self->params = params;
    look_through_proxy (self);
    return self;
}

gboolean
tally_request_append (TallyRequest *self, GBytes *piece)
{
    gsize max = self->entry->access.body_max != 0 ? self->entry->access.body_max
                                                  : TALLY_HTTP_BODY_MAX;
    gsize length;
    const guint8 *data = g_bytes_get_data (piece, &length);

    if (length > max - self->received->len)
        return FALSE;
    g_byte_array_append (self->received, data, (guint) length);
    return TRUE;
}

gboolean
tally_request_is_change (TallyRequest *self)
{
    return !g_str_equal (tally_request_get_method (self), "GET");
}

const char *
tally_request_get_method (TallyRequest *self)
{
    const char *method = soup_server_message_get_method (self->message);

    return g_str_equal (method, "HEAD") ? "GET" : method;
}

const char *
tally_request_get_path (TallyRequest *self)
{
    return g_uri_get_path (soup_server_message_get_uri (self->message));
}

const char *
tally_request_get_param (TallyRequest *self, const char *name)
{
    const char *value = g_hash_table_lookup (self->params, name);

    g_assert (value != NULL);
    return value;
}

const char *
tally_request_get_query (TallyRequest *self, const char *name)
{
    const char *text = g_uri_get_query (soup_server_message_get_uri (self->message));

    if (self->query == NULL && text != NULL)
        self->query = tally_http_form_parse (text, strlen (text), NULL);
    return tally_http_form_get (self->query, name);
}

gboolean
tally_request_is_form (TallyRequest *self)
{
    const char *type = soup_message_headers_get_content_type (headers_of (self), NULL);

    return type != NULL && g_ascii_strcasecmp (type, FORM_TYPE) == 0;
}

static GPtrArray *
get_form (TallyRequest *self)
{
    gsize length;
    const char *text = g_bytes_get_data (tally_request_get_body (self), &length);

    if (self->form == NULL && tally_request_is_form (self))
        self->form = tally_http_form_parse (text, length, NULL);
    return self->form;
}

const char *
tally_request_get_form (TallyRequest *self, const char *name)
{
    return tally_http_form_get (get_form (self), name);
}

char **
tally_request_get_form_all (TallyRequest *self, const char *name)
{
    g_autoptr(GStrvBuilder) values = g_strv_builder_new ();
    GPtrArray *form = get_form (self);

    for (guint i = 0; form != NULL && i < form->len; i++) {
        const TallyHttpField *field = g_ptr_array_index (form, i);

        if (g_str_equal (field->name, name))
            g_strv_builder_add (values, field->value);
    }
    return g_strv_builder_end (values);
}

const char *
tally_request_get_header (TallyRequest *self, const char *name)
{
    return soup_message_headers_get_one (headers_of (self), name);
}

char *
tally_request_get_cookie (TallyRequest *self, const char *name)
{
    const char *header = soup_message_headers_get_list (headers_of (self), "Cookie");
    g_auto(GStrv) pairs = g_strsplit_set (header != NULL ? header : "", ";,", 32);
    size_t length = strlen (name);

    for (size_t i = 0; pairs[i] != NULL; i++) {
        const char *pair = g_strstrip (pairs[i]);

        if (strncmp (pair, name, length) == 0 && pair[length] == '=')
            return g_strdup (pair + length + 1);
    }
    return NULL;
}

GBytes *
tally_request_get_body (TallyRequest *self)
{
    if (self->body == NULL)
        self->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->received));
    return self->body;
}

const TallySession *
tally_request_get_session (TallyRequest *self)
{
    return self->session;
}

const char *
tally_request_get_csrf (TallyRequest *self)
{
    return self->session != NULL ? self->session->csrf : "";
}

const char *
tally_request_get_address (TallyRequest *self)
{
    return self->address;
}

const char *
tally_request_get_language (TallyRequest *self)
{
    g_autofree char *cookie = tally_request_get_cookie (self, "lang");
    const char *accepted = soup_message_headers_get_list (headers_of (self), "Accept-Language");

    /* What was chosen in this browser is newer than what the account says. */
    if (cookie != NULL && g_str_has_prefix (cookie, "zh"))
        return "zh_CN";
    if (cookie != NULL && g_str_has_prefix (cookie, "en"))
        return "en";
    if (self->session != NULL && self->session->language != NULL)
        return g_str_equal (self->session->language, "zh_CN") ? "zh_CN" : "en";
    return tally_http_rule_language (accepted != NULL ? accepted : "");
}

const char *
tally_request_get_id (TallyRequest *self)
{
    return self->id;
}

gboolean
tally_request_is_secure (TallyRequest *self)
{
    return self->is_secure;
}

gpointer
tally_request_read (TallyRequest *self, const TallyWireType *type, GError **error)
{
    const char *content_type = soup_message_headers_get_content_type (headers_of (self), NULL);
    g_autoptr(JsonNode) node = NULL;
    gsize length;
    const char *text = g_bytes_get_data (tally_request_get_body (self), &length);

    /* Also keeps a form of another site from posing as JSON. */
    if (content_type == NULL || g_ascii_strcasecmp (content_type, "application/json") != 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "Content-Type: application/json is expected");
        return NULL;
    }
    node = tally_wire_parse (text != NULL ? text : "", length, TALLY_WIRE_MAX_REQUEST, error);
    if (node == NULL)
        return NULL;
    return tally_wire_from_json (type, node, TALLY_WIRE_REQUEST, error);
}
