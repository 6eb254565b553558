// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/api/tally-api-private.h"
#include "shared/wire/tally-wire-event.h"

static const TallyAccess event_access = { .who = TALLY_WHO_STAFF,
                                          .act = TALLY_ACT_SEE,
                                          .is_stream = TRUE };

static void
join (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;

    tally_event_stream_join (api->stream, request);
}

/* Channel of the database, name on the stream. */
static const struct {
    const char *channel;
    const char *name;
} channels[] = {
    { "collect", "collection" }, { "work", "work" },   { "bill", "bill-run" },
    { "settle", "settlement" },  { "pay", "payment" },
};

static const char *
name_of (const char *channel)
{
    for (size_t i = 0; i < G_N_ELEMENTS (channels); i++) {
        if (g_str_equal (channels[i].channel, channel))
            return channels[i].name;
    }
    return NULL;
}

/* A stage sends JSON with some of an event's fields, or just what changed. */
static TallyWireEvent *
read_event (const char *payload)
{
    g_autoptr(JsonNode) node = NULL;
    TallyWireEvent *event = NULL;

    if (payload[0] == '{')
        node = tally_wire_parse (payload, strlen (payload), TALLY_WIRE_MAX_REQUEST, NULL);
    if (node != NULL)
        event = tally_wire_event_from_json (node, TALLY_WIRE_ANSWER, NULL);
    if (event == NULL) {
        event = tally_wire_event_new ();
        event->id = g_strdup (payload);
        event->kind = g_strdup ("changed");
    }
    return event;
}

static void
on_notice (const char *channel, const char *payload, gpointer user_data)
{
    TallyApi *api = user_data;
    const char *name = name_of (channel);
    g_autoptr(TallyWireEvent) event = read_event (payload);
    g_autoptr(JsonNode) node = tally_wire_event_to_json (event);
    g_autofree char *text = tally_wire_to_text (node);

    if (name != NULL)
        tally_event_stream_send (api->stream, name, text);
}

void
tally_event_handler_add (TallyApi *api)
{
    static const char *const listened[] = { "collect", "work", "bill", "settle", "pay", NULL };

    api->stream = tally_event_stream_new ();
    api->notice = tally_notice_new (api->conninfo, "tally_api", listened, on_notice, api);
    tally_http_add_route (api->http, "GET", "/api/v1/events", &event_access, join, api);
}
