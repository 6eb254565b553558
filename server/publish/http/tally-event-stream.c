// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-event-stream.h"

#include "server/publish/http/tally-http-private.h"
#include "shared/error/tally-error.h"

#include <string.h>

#define PING_S 15

/* Bytes on their way to one listener; more means that it does not read. */
#define MAX_UNSENT (256 * 1024)

typedef struct {
    guint64 id;
    char *name;
    char *data;
} Event;

typedef struct {
    TallyEventStream *stream;
    TallyRequest *request;
    gsize n_unsent;
} Client;

struct _TallyEventStream {
    GObject parent_instance;

    GList *clients;
    GQueue kept; /* of Event */
    guint64 last_id;
    guint ping_id;
    TallyEventFilter filter;
    gpointer filter_data;
};

G_DEFINE_FINAL_TYPE (TallyEventStream, tally_event_stream, G_TYPE_OBJECT)

static void
free_event (gpointer data)
{
    Event *event = data;

    g_free (event->name);
    g_free (event->data);
    g_free (event);
}

/* Called when the message is finished, from whichever side. */
static void
on_client_finished (SoupServerMessage *message, Client *client)
{
    g_signal_handlers_disconnect_by_data (message, client);
    client->stream->clients = g_list_remove (client->stream->clients, client);
    g_object_unref (client->stream);
    g_object_unref (client->request);
    g_free (client);
}

static void
on_client_wrote (SoupServerMessage *message, guint size, Client *client)
{
    client->n_unsent -= MIN (client->n_unsent, size);
}

static void
end_client (Client *client)
{
    SoupServerMessage *message = client->request->message;

    soup_message_body_complete (soup_server_message_get_response_body (message));
    soup_server_message_unpause (message);
}

static void
write_text (Client *client, const char *text)
{
    SoupServerMessage *message = client->request->message;
    GSocket *socket = soup_server_message_get_socket (message);
    gsize length = strlen (text);

    client->n_unsent += length;
    if (client->n_unsent > MAX_UNSENT) {
        if (socket != NULL)
            g_socket_shutdown (socket, TRUE, TRUE, NULL);
    } else {
        soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY,
                                  text, length);
    }
    soup_server_message_unpause (message);
}

static void
write_event (TallyEventStream *self, Client *client, const Event *event)
{
    g_autofree char *text = NULL;

    if (self->filter != NULL
        && !self->filter (client->request->session, event->name, event->data, self->filter_data))
        return;
    text = g_strdup_printf ("id: %" G_GUINT64_FORMAT "\nevent: %s\ndata: %s\n\n", event->id,
                            event->name, event->data);
    write_text (client, text);
}

/* Also how a listener that went away is noticed. */
static gboolean
on_ping_due (gpointer user_data)
{
    TallyEventStream *self = user_data;

    for (GList *link = self->clients; link != NULL; link = link->next)
        write_text (link->data, "event: ping\ndata: {}\n\n");
    return G_SOURCE_CONTINUE;
}

static void
tally_event_stream_finalize (GObject *object)
{
    TallyEventStream *self = TALLY_EVENT_STREAM (object);

    g_assert (self->clients == NULL);
    g_source_remove (self->ping_id);
    g_queue_clear_full (&self->kept, free_event);

    G_OBJECT_CLASS (tally_event_stream_parent_class)->finalize (object);
}

static void
tally_event_stream_class_init (TallyEventStreamClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_event_stream_finalize;
}

static void
tally_event_stream_init (TallyEventStream *self)
{
    g_queue_init (&self->kept);
    self->ping_id = g_timeout_add_seconds (PING_S, on_ping_due, self);
}

TallyEventStream *
tally_event_stream_new (void)
{
    return g_object_new (TALLY_TYPE_EVENT_STREAM, NULL);
}

void
tally_event_stream_set_filter (TallyEventStream *self, TallyEventFilter filter, gpointer user_data)
{
    self->filter = filter;
    self->filter_data = user_data;
}

/* Ids of an earlier run of the server are larger than ours or unknown: all kept is news. */
static void
repeat_missed (TallyEventStream *self, Client *client)
{
    const char *last = tally_request_get_header (client->request, "Last-Event-ID");
    guint64 seen = 0;

    if (last == NULL || !g_ascii_string_to_unsigned (last, 10, 0, G_MAXINT64, &seen, NULL))
        return;
    if (seen > self->last_id)
        seen = 0;
    for (GList *link = self->kept.head; link != NULL; link = link->next) {
        const Event *event = link->data;

        if (event->id > seen)
            write_event (self, client, event);
    }
}

void
tally_event_stream_join (TallyEventStream *self, TallyRequest *request)
{
    SoupServerMessage *message = request->message;
    SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
    Client *client;

    if (g_list_length (self->clients) >= TALLY_EVENT_STREAM_MAX_CLIENTS) {
        tally_request_set_header (request, "Retry-After", "30");
        tally_request_reply_problem (request, 503, NULL, "too many listeners", NULL);
        return;
    }
    if (!tally_request_begin (request, SOUP_STATUS_OK))
        return;
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
    soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
    soup_message_headers_replace (headers, "X-Accel-Buffering", "no");
    soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);

    client = g_new0 (Client, 1);
    client->stream = g_object_ref (self);
    client->request = g_object_ref (request);
    self->clients = g_list_prepend (self->clients, client);
    g_signal_connect (message, "finished", G_CALLBACK (on_client_finished), client);
    g_signal_connect (message, "disconnected", G_CALLBACK (on_client_finished), client);
    g_signal_connect (message, "wrote-body-data", G_CALLBACK (on_client_wrote), client);
    write_text (client, "retry: 3000\n\n");
    repeat_missed (self, client);
}

void
tally_event_stream_send (TallyEventStream *self, const char *name, const char *data)
{
    Event *event = g_new0 (Event, 1);

    g_return_if_fail (strpbrk (data, "\r\n") == NULL);

    event->id = ++self->last_id;
    event->name = g_strdup (name);
    event->data = g_strdup (data);
    g_queue_push_tail (&self->kept, event);
    if (self->kept.length > TALLY_EVENT_STREAM_KEPT)
        free_event (g_queue_pop_head (&self->kept));
    for (GList *link = self->clients; link != NULL; link = link->next)
        write_event (self, link->data, event);
}

void
tally_event_stream_drop (TallyEventStream *self, const char *person_id)
{
    for (GList *link = self->clients; link != NULL; link = link->next) {
        Client *client = link->data;

        if (client->request->session != NULL
            && g_str_equal (client->request->session->person_id, person_id))
            end_client (client);
    }
}

guint
tally_event_stream_get_n_clients (TallyEventStream *self)
{
    return g_list_length (self->clients);
}

void
tally_event_stream_close (TallyEventStream *self)
{
    for (GList *link = self->clients; link != NULL; link = link->next)
        end_client (link->data);
}
