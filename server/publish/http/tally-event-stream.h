// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/http/tally-request.h"

G_BEGIN_DECLS

/** Most listeners of one stream, and events kept for those who come back. */
#define TALLY_EVENT_STREAM_MAX_CLIENTS 128
#define TALLY_EVENT_STREAM_KEPT 256

/**
 * TallyEventStream:
 *
 * A fan-out of Server-Sent Events. A listener that does not read is cut off; every listener
 * hears `ping` each 15 s; Last-Event-ID repeats what was missed, as far as it is kept.
 */
#define TALLY_TYPE_EVENT_STREAM (tally_event_stream_get_type ())
G_DECLARE_FINAL_TYPE (TallyEventStream, tally_event_stream, TALLY, EVENT_STREAM, GObject)

TallyEventStream *tally_event_stream_new (void);

/**
 * TallyEventFilter:
 *
 * Returns: whether the person of @session may hear the event
 */
typedef gboolean (*TallyEventFilter) (const TallySession *session,
                                      const char *name,
                                      const char *data,
                                      gpointer user_data);

/** tally_event_stream_set_filter: asked for each event and listener; without one all hear all */
void tally_event_stream_set_filter (TallyEventStream *self,
                                    TallyEventFilter filter,
                                    gpointer user_data);

/** tally_event_stream_join: answers @request with the stream; 503 when it is full */
void tally_event_stream_join (TallyEventStream *self, TallyRequest *request);

/**
 * tally_event_stream_send:
 * @name: such as "collection"
 * @data: one line of text, in our streams JSON
 */
void tally_event_stream_send (TallyEventStream *self, const char *name, const char *data);

/** tally_event_stream_drop: ends the streams of one person, who signed out or was disabled */
void tally_event_stream_drop (TallyEventStream *self, const char *person_id);

guint tally_event_stream_get_n_clients (TallyEventStream *self);

/** tally_event_stream_close: ends every listener's stream; part of a clean stop */
void tally_event_stream_close (TallyEventStream *self);

G_END_DECLS
