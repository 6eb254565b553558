// SPDX-License-Identifier: GPL-3.0-or-later
#include "client-gtk/api/tally-events.h"

#include "shared/wire/tally-wire-event.h"

#define FIRST_WAIT_S 1
#define LONGEST_WAIT_S 8

struct _TallyEvents {
    GObject parent_instance;

    TallyApi *api;
    GCancellable *cancellable;
    GDataInputStream *stream;
    guint timer;
    guint wait_s;
    gboolean may_have_missed; /* events, since the stream was last open */

    char *name;
    char *last_id;
    GString *data;
};

G_DEFINE_FINAL_TYPE (TallyEvents, tally_events, G_TYPE_OBJECT)

enum {
    SIGNAL_HAPPENED,
    SIGNAL_LOST,
    SIGNAL_CAUGHT_UP,
    N_SIGNALS
};

static guint signals[N_SIGNALS];

static void open_stream (TallyEvents *self);

static void
dispatch (TallyEvents *self)
{
    g_autofree char *name = g_steal_pointer (&self->name);
    g_autoptr(JsonNode) node = NULL;
    g_autoptr(TallyWireEvent) event = NULL;
    g_autoptr(GError) error = NULL;

    if (self->data->len == 0)
        return;
    node = tally_wire_parse (self->data->str, self->data->len, TALLY_WIRE_MAX_REQUEST, &error);
    g_string_truncate (self->data, 0);
    if (node != NULL)
        event = tally_wire_event_from_json (node, TALLY_WIRE_ANSWER, &error);
    if (event == NULL)
        g_message ("an event could not be read: %s", error->message);
    else if (g_strcmp0 (name, "ping") != 0)
        g_signal_emit (self, signals[SIGNAL_HAPPENED], 0, name != NULL ? name : "", event);
}

static const char *
value_of (const char *line, const char *field)
{
    if (!g_str_has_prefix (line, field))
        return NULL;
    line += strlen (field);
    return *line == ' ' ? line + 1 : line;
}

void
tally_events_read_line (TallyEvents *self, const char *line)
{
    const char *value;

    if (*line == '\0') {
        dispatch (self);
    } else if ((value = value_of (line, "event:")) != NULL) {
        g_free (self->name);
        self->name = g_strdup (value);
    } else if ((value = value_of (line, "id:")) != NULL) {
        g_free (self->last_id);
        self->last_id = g_strdup (value);
    } else if ((value = value_of (line, "data:")) != NULL) {
        /* A stream that never ends its event must not eat the memory. */
        if (self->data->len + strlen (value) < TALLY_WIRE_MAX_REQUEST)
            g_string_append (self->data, value);
    }
}

static gboolean
on_wait_over (gpointer user_data)
{
    TallyEvents *self = user_data;

    self->timer = 0;
    open_stream (self);
    return G_SOURCE_REMOVE;
}

static void
try_later (TallyEvents *self)
{
    g_clear_object (&self->stream);
    if (self->wait_s == FIRST_WAIT_S)
        g_signal_emit (self, signals[SIGNAL_LOST], 0);
    self->may_have_missed = TRUE;
    if (self->timer == 0)
        self->timer = g_timeout_add_seconds (self->wait_s, on_wait_over, self);
    self->wait_s = MIN (self->wait_s * 2, LONGEST_WAIT_S);
}

static void
on_line_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyEvents) self = user_data;
    g_autoptr(GError) error = NULL;
    g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source),
                                                                       result, NULL, &error);

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->stream == NULL)
        return;
    if (line == NULL) {
        try_later (self);
        return;
    }
    tally_events_read_line (self, line);
    /* The listener may have stopped us. */
    if (self->stream != NULL)
        g_data_input_stream_read_line_async (self->stream, G_PRIORITY_DEFAULT, self->cancellable,
                                             on_line_read, g_object_ref (self));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(TallyEvents) self = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GInputStream) stream = tally_api_listen_finish (TALLY_API (source), result, &error);

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->cancellable == NULL)
        return;
    if (stream == NULL) {
        try_later (self);
        return;
    }
    self->stream = g_data_input_stream_new (stream);
    g_data_input_stream_set_newline_type (self->stream, G_DATA_STREAM_NEWLINE_TYPE_ANY);
    self->wait_s = FIRST_WAIT_S;
    if (self->may_have_missed)
        g_signal_emit (self, signals[SIGNAL_CAUGHT_UP], 0);
    self->may_have_missed = FALSE;
    g_data_input_stream_read_line_async (self->stream, G_PRIORITY_DEFAULT, self->cancellable,
                                         on_line_read, g_object_ref (self));
}

static void
open_stream (TallyEvents *self)
{
    tally_api_listen_async (self->api, self->last_id, self->cancellable, on_opened,
                            g_object_ref (self));
}

void
tally_events_start (TallyEvents *self)
{
    tally_events_stop (self);
    self->cancellable = g_cancellable_new ();
    self->wait_s = FIRST_WAIT_S;
    open_stream (self);
}

void
tally_events_stop (TallyEvents *self)
{
    g_clear_handle_id (&self->timer, g_source_remove);
    if (self->cancellable != NULL)
        g_cancellable_cancel (self->cancellable);
    g_clear_object (&self->cancellable);
    g_clear_object (&self->stream);
    g_clear_pointer (&self->last_id, g_free);
    self->may_have_missed = FALSE;
}

static void
tally_events_finalize (GObject *object)
{
    TallyEvents *self = TALLY_EVENTS (object);

    tally_events_stop (self);
    g_clear_object (&self->api);
    g_clear_pointer (&self->name, g_free);
    g_string_free (self->data, TRUE);

    G_OBJECT_CLASS (tally_events_parent_class)->finalize (object);
}

static void
tally_events_class_init (TallyEventsClass *klass)
{
    G_OBJECT_CLASS (klass)->finalize = tally_events_finalize;

    signals[SIGNAL_HAPPENED] = g_signal_new ("happened", TALLY_TYPE_EVENTS, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                                             G_TYPE_POINTER);
    signals[SIGNAL_LOST] = g_signal_new ("lost", TALLY_TYPE_EVENTS, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
    signals[SIGNAL_CAUGHT_UP] = g_signal_new ("caught-up", TALLY_TYPE_EVENTS, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tally_events_init (TallyEvents *self)
{
    self->data = g_string_new (NULL);
    self->wait_s = FIRST_WAIT_S;
}

TallyEvents *
tally_events_new (TallyApi *api)
{
    TallyEvents *self = g_object_new (TALLY_TYPE_EVENTS, NULL);

    self->api = g_object_ref (api);
    return self;
}
