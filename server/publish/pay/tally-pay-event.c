// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/pay/tally-pay-event.h"

#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-member.h"
#include "shared/wire/tally-wire.h"

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

/* @root: (out) (transfer full): holds what is returned */
static JsonObject *
parse_object (const uint8_t *body, size_t length, JsonNode **root, GError **error)
{
    *root = tally_wire_parse ((const char *) body, length, TALLY_WIRE_MAX_ANSWER, error);
    if (*root == NULL) {
        g_prefix_error_literal (error, "the bank: ");
        return NULL;
    }
    if (!JSON_NODE_HOLDS_OBJECT (*root)) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "the bank sent no object");
        return NULL;
    }
    return json_node_get_object (*root);
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
    const char *reference = tally_wire_member_text (object, "client_reference_id");
    const char *currency = tally_wire_member_text (object, "currency");
    gboolean is_session = g_strcmp0 (tally_wire_member_text (object, "object"), "checkout.session")
                          == 0;

    event->object_id = g_strdup (tally_wire_member_text (object, "id"));
    event->session = g_strdup (
        tally_wire_member_text (object, is_session ? "id" : "checkout_session"));
    event->amount_minor = tally_wire_member_whole (object, is_session ? "amount_total" : "amount");
    event->currency = currency != NULL ? g_ascii_strup (currency, -1) : NULL;
    event->url = g_strdup (tally_wire_member_text (object, "url"));
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
    g_autoptr(TallyPayEvent) event = g_new0 (TallyPayEvent, 1);
    g_autoptr(JsonNode) node = NULL;
    JsonObject *root = parse_object (body, length, &node, error);
    JsonObject *data;
    JsonObject *object;

    if (root == NULL)
        return NULL;
    event->event_id = g_strdup (tally_wire_member_text (root, "id"));
    event->kind = g_strdup (tally_wire_member_text (root, "type"));
    if (event->event_id == NULL || event->event_id[0] == '\0' || event->kind == NULL)
        return refuse (error, "id or type");
    data = get_object (root, "data");
    object = data != NULL ? get_object (data, "object") : NULL;
    if (object == NULL)
        return refuse (error, "data.object");
    event->news = tally_pay_news_of (event->kind,
                                     tally_wire_member_text (object, "payment_status"));
    read_subject (event, object);
    return g_steal_pointer (&event);
}

TallyPayEvent *
tally_pay_event_parse_session (const uint8_t *body, size_t length, GError **error)
{
    g_autoptr(TallyPayEvent) event = g_new0 (TallyPayEvent, 1);
    g_autoptr(JsonNode) node = NULL;
    JsonObject *root = parse_object (body, length, &node, error);
    const char *status;
    const char *payment_status;

    if (root == NULL)
        return NULL;
    status = tally_wire_member_text (root, "status");
    payment_status = tally_wire_member_text (root, "payment_status");
    event->kind = g_strdup ("checkout.session.asked");
    event->news = tally_pay_news_of_session (status, payment_status);
    read_subject (event, root);
    if (event->session == NULL || status == NULL)
        return refuse (error, "session id or status");
    event->event_id = g_strdup_printf ("poll:%s:%s:%s", event->session, status,
                                       payment_status != NULL ? payment_status : "");
    return g_steal_pointer (&event);
}
