// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/pay/tally-pay-event.h"

#include "shared/error/tally-error.h"

#include <json-glib/json-glib.h>

void
tally_pay_event_free (TallyPayEvent *event)
{
    g_free (event->event_id);
    g_free (event->kind);
    g_free (event->session);
    g_free (event->object_id);
    g_free (event->currency);
    g_free (event->url);
    g_free (event);
}

/* The parser recurses, so depth is counted before it runs. */
static gboolean
is_shallow (const uint8_t *body, size_t length)
{
    gboolean is_text = FALSE;
    int depth = 0;

    for (size_t i = 0; i < length; i++) {
        if (is_text && body[i] == '\\')
            i++;
        else if (body[i] == '"')
            is_text = !is_text;
        else if (!is_text && (body[i] == '{' || body[i] == '['))
            depth++;
        else if (!is_text && (body[i] == '}' || body[i] == ']'))
            depth--;
        if (depth > TALLY_PAY_EVENT_MAX_DEPTH)
            return FALSE;
    }
    return TRUE;
}

static JsonObject *
parse_object (JsonParser *parser, const uint8_t *body, size_t length, GError **error)
{
    JsonNode *root;

    if (!is_shallow (body, length)
        || !json_parser_load_from_data (parser, (const char *) body, (gssize) length, NULL)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the bank sent no JSON");
        return NULL;
    }
    root = json_parser_get_root (parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the bank sent no object");
        return NULL;
    }
    return json_node_get_object (root);
}

static const char *
get_text (JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member (object, name);

    if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
        || json_node_get_value_type (node) != G_TYPE_STRING)
        return NULL;
    return json_node_get_string (node);
}

static int64_t
get_whole (JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member (object, name);

    if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
        || json_node_get_value_type (node) != G_TYPE_INT64)
        return 0;
    return json_node_get_int (node);
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member (object, name);

    return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
read_subject (TallyPayEvent *event, JsonObject *object)
{
    const char *reference = get_text (object, "client_reference_id");
    const char *currency = get_text (object, "currency");
    gboolean is_session = g_strcmp0 (get_text (object, "object"), "checkout.session") == 0;

    event->object_id = g_strdup (get_text (object, "id"));
    event->session = g_strdup (get_text (object, is_session ? "id" : "checkout_session"));
    event->amount_minor = get_whole (object, is_session ? "amount_total" : "amount");
    event->currency = currency != NULL ? g_ascii_strup (currency, -1) : NULL;
    event->url = g_strdup (get_text (object, "url"));
    if (reference == NULL
        || !tally_pay_reference_parse (reference, &event->district_id, event->intent_id))
        event->news = TALLY_PAY_NEWS_NONE;
}

static TallyPayEvent *
refuse (GError **error, const char *what)
{
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the bank's %s is missing", what);
    return NULL;
}

TallyPayEvent *
tally_pay_event_parse (const uint8_t *body, size_t length, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable ();
    g_autoptr(TallyPayEvent) event = g_new0 (TallyPayEvent, 1);
    JsonObject *root = parse_object (parser, body, length, error);
    JsonObject *data;
    JsonObject *object;

    if (root == NULL)
        return NULL;
    event->event_id = g_strdup (get_text (root, "id"));
    event->kind = g_strdup (get_text (root, "type"));
    if (event->event_id == NULL || event->event_id[0] == '\0' || event->kind == NULL)
        return refuse (error, "id or type");
    data = get_object (root, "data");
    object = data != NULL ? get_object (data, "object") : NULL;
    if (object == NULL)
        return refuse (error, "data.object");
    event->news = tally_pay_news_of (event->kind, get_text (object, "payment_status"));
    read_subject (event, object);
    return g_steal_pointer (&event);
}

TallyPayEvent *
tally_pay_event_parse_session (const uint8_t *body, size_t length, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable ();
    g_autoptr(TallyPayEvent) event = g_new0 (TallyPayEvent, 1);
    JsonObject *root = parse_object (parser, body, length, error);
    const char *status;
    const char *payment_status;

    if (root == NULL)
        return NULL;
    status = get_text (root, "status");
    payment_status = get_text (root, "payment_status");
    event->kind = g_strdup ("checkout.session.asked");
    event->news = tally_pay_news_of_session (status, payment_status);
    read_subject (event, root);
    if (event->session == NULL || status == NULL)
        return refuse (error, "session id or status");
    event->event_id = g_strdup_printf ("poll:%s:%s:%s", event->session, status,
                                       payment_status != NULL ? payment_status : "");
    return g_steal_pointer (&event);
}
