// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * TallyHttpPhase:
 * @TALLY_HTTP_READING_HEAD: the head has begun, or the connection is new
 * @TALLY_HTTP_SERVING: from the head to the last byte of the answer
 * @TALLY_HTTP_STREAMING: an answer without end
 * @TALLY_HTTP_ENDING: answered; libsoup is about to close it
 * @TALLY_HTTP_LINGERING: refused; nothing more is read
 */
typedef enum {
    TALLY_HTTP_READING_HEAD,
    TALLY_HTTP_SERVING,
    TALLY_HTTP_STREAMING,
    TALLY_HTTP_ENDING,
    TALLY_HTTP_LINGERING,
} TallyHttpPhase;

/**
 * TallyHttpConnections:
 *
 * Every open connection of a listener, and when it must be through with what it is at. A
 * timer cuts those that are late, so that a slow client costs a file descriptor for seconds
 * only.
 */
typedef struct _TallyHttpConnections TallyHttpConnections;

/**
 * TallyHttpLate:
 * @message: is not answered in time
 *
 * Returns: whether an answer was given in the handler's place; else the connection is cut
 */
typedef gboolean (*TallyHttpLate) (SoupServerMessage *message);

TallyHttpConnections *tally_http_connections_new (guint max,
                                                  guint max_per_address,
                                                  TallyHttpLate late);
void tally_http_connections_free (TallyHttpConnections *connections);

/** tally_http_connections_set_trusted: peers on loopback are a proxy: no limit per address */
void tally_http_connections_set_trusted (TallyHttpConnections *connections, gboolean is_trusted);

/**
 * tally_http_connections_begin:
 * @message: the only one of its connection, which begins
 *
 * Returns: %FALSE when the connection is one too many and was cut
 */
gboolean tally_http_connections_begin (TallyHttpConnections *connections,
                                       SoupServerMessage *message);

/** tally_http_connections_is_refused: Returns: whether nothing more of @message counts */
gboolean tally_http_connections_is_refused (SoupServerMessage *message);

void tally_http_connections_enter (SoupServerMessage *message, TallyHttpPhase phase);

/**
 * tally_http_connections_refuse:
 * @message: a message that is still being read
 * @answer: a whole HTTP answer
 *
 * Sends @answer at once and reads nothing more; the connection closes 2 s later, so that the
 * client has time to read why.
 */
void tally_http_connections_refuse (SoupServerMessage *message, const char *answer);

/** tally_http_connections_end: libsoup is through with @message, one way or the other */
void tally_http_connections_end (SoupServerMessage *message);

guint tally_http_connections_get_n (TallyHttpConnections *connections);
guint64 tally_http_connections_get_n_cut (TallyHttpConnections *connections);

/** tally_http_connections_cut_idle: ends those that serve nothing; part of a clean stop */
void tally_http_connections_cut_idle (TallyHttpConnections *connections);

G_END_DECLS
