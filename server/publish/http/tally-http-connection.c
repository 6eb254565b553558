// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-http-connection.h"

#include "server/publish/http/tally-http-rule-calc.h"
#include "server/publish/http/tally-http.h"

#define KEY "tally-http-connection"
#define OVER_KEY "tally-http-over"
#define LINGER_S 2
#define UNIX_PEER "unix"

struct _TallyHttpConnections {
    GHashTable *open;       /* set of Connection */
    GHashTable *by_address; /* address -> number */
    guint max;
    guint max_per_address;
    TallyHttpLate late;
    gboolean is_trusted;
    guint64 n_cut;
    guint sweep_id;
};

typedef struct {
    TallyHttpConnections *table; /* NULL once the listener is gone */
    GSocket *socket;             /* owns us */
    char *peer;
    TallyHttpPhase phase;
    gint64 deadline_us;
    SoupServerMessage *current; /* while serving; not a reference */
    SoupServerMessage *refused; /* paused, to be let go when lingering ends */
} Connection;

static const gint64 limits_s[] = {
    [TALLY_HTTP_READING_HEAD] = TALLY_HTTP_HEADERS_S,
    [TALLY_HTTP_SERVING] = TALLY_HTTP_REQUEST_S,
    [TALLY_HTTP_STREAMING] = G_MAXINT32,
    [TALLY_HTTP_ENDING] = LINGER_S,
    [TALLY_HTTP_LINGERING] = LINGER_S,
};

static void
count_address (TallyHttpConnections *table, const char *peer, int change)
{
    int n = GPOINTER_TO_INT (g_hash_table_lookup (table->by_address, peer)) + change;

    if (n > 0)
        g_hash_table_insert (table->by_address, g_strdup (peer), GINT_TO_POINTER (n));
    else
        g_hash_table_remove (table->by_address, peer);
}

/* Called when the last reference to the socket goes, which with libsoup 3.2 can be
 * long after its end, or never. */
static void
free_connection (gpointer data)
{
    Connection *connection = data;

    if (connection->table != NULL) {
        g_hash_table_remove (connection->table->open, connection);
        count_address (connection->table, connection->peer, -1);
    }
    g_assert (connection->refused == NULL);
    g_free (connection->peer);
    g_free (connection);
}

static Connection *
get_connection (SoupServerMessage *message)
{
    GSocket *socket = soup_server_message_get_socket (message);

    return socket != NULL ? g_object_get_data (G_OBJECT (socket), KEY) : NULL;
}

static void
enter (Connection *connection, TallyHttpPhase phase)
{
    connection->phase = phase;
    connection->deadline_us = g_get_monotonic_time () + limits_s[phase] * G_USEC_PER_SEC;
}

/* Shutting down wakes the reader, which then closes by itself; a refused message
 * is paused and must be woken. */
static void
cut (Connection *connection)
{
    g_autoptr(SoupServerMessage) refused = g_steal_pointer (&connection->refused);

    connection->deadline_us = G_MAXINT64;
    g_socket_shutdown (connection->socket, TRUE, TRUE, NULL);
    if (refused != NULL) {
        g_socket_close (connection->socket, NULL);
        if (g_object_get_data (G_OBJECT (refused), OVER_KEY) == NULL)
            soup_server_message_unpause (refused);
    }
}

/* Gives the late answer some time to be written, and no second chance. */
static gboolean
is_answered_late (Connection *connection)
{
    if (connection->phase != TALLY_HTTP_SERVING || connection->current == NULL
        || !connection->table->late (connection->current))
        return FALSE;
    enter (connection, TALLY_HTTP_LINGERING);
    return TRUE;
}

/* A connection that ends before its first request ends in silence. */
static gboolean
is_gone (gpointer key, gpointer value, gpointer user_data)
{
    Connection *connection = key;

    if (!g_socket_is_closed (connection->socket))
        return FALSE;
    count_address (connection->table, connection->peer, -1);
    connection->table = NULL;
    return TRUE;
}

static gboolean
on_swept (gpointer user_data)
{
    TallyHttpConnections *table = user_data;
    g_autoptr(GList) open = NULL;
    gint64 now_us = g_get_monotonic_time ();

    g_hash_table_foreach_remove (table->open, is_gone, NULL);
    open = g_hash_table_get_keys (table->open);

    for (GList *link = open; link != NULL; link = link->next) {
        Connection *connection = link->data;

        if (now_us < connection->deadline_us)
            continue;
        if (is_answered_late (connection))
            continue;
        if (connection->phase != TALLY_HTTP_LINGERING && connection->phase != TALLY_HTTP_ENDING)
            table->n_cut++;
        cut (connection);
    }
    return G_SOURCE_CONTINUE;
}

TallyHttpConnections *
tally_http_connections_new (guint max, guint max_per_address, TallyHttpLate late)
{
    TallyHttpConnections *table = g_new0 (TallyHttpConnections, 1);

    table->open = g_hash_table_new (NULL, NULL);
    table->by_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    table->max = max;
    table->max_per_address = max_per_address;
    table->late = late;
    table->sweep_id = g_timeout_add_seconds (1, on_swept, table);
    return table;
}

void
tally_http_connections_free (TallyHttpConnections *table)
{
    g_autoptr(GList) open = g_hash_table_get_keys (table->open);

    g_source_remove (table->sweep_id);
    for (GList *link = open; link != NULL; link = link->next) {
        Connection *connection = link->data;

        connection->table = NULL;
        cut (connection);
    }
    g_hash_table_unref (table->open);
    g_hash_table_unref (table->by_address);
    g_free (table);
}

void
tally_http_connections_set_trusted (TallyHttpConnections *table, gboolean is_trusted)
{
    table->is_trusted = is_trusted;
}

static char *
name_peer (SoupServerMessage *message)
{
    GSocketAddress *address = soup_server_message_get_remote_address (message);

    if (!G_IS_INET_SOCKET_ADDRESS (address))
        return g_strdup (UNIX_PEER);
    return g_inet_address_to_string (
        g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
is_one_too_many (TallyHttpConnections *table, const char *peer)
{
    guint n_of_peer = GPOINTER_TO_UINT (g_hash_table_lookup (table->by_address, peer));
    gboolean is_proxy = table->is_trusted
                        && (g_str_equal (peer, UNIX_PEER) || tally_http_rule_is_loopback (peer));

    return g_hash_table_size (table->open) >= table->max
           || (!is_proxy && n_of_peer >= table->max_per_address);
}

gboolean
tally_http_connections_begin (TallyHttpConnections *table, SoupServerMessage *message)
{
    GSocket *socket = soup_server_message_get_socket (message);
    Connection *connection;
    g_autofree char *peer = NULL;

    if (socket == NULL)
        return FALSE;
    peer = name_peer (message);
    g_hash_table_foreach_remove (table->open, is_gone, NULL);
    if (is_one_too_many (table, peer)) {
        table->n_cut++;
        g_socket_shutdown (socket, TRUE, TRUE, NULL);
        return FALSE;
    }
    connection = g_new0 (Connection, 1);
    connection->table = table;
    connection->socket = socket;
    connection->peer = g_steal_pointer (&peer);
    enter (connection, TALLY_HTTP_READING_HEAD);
    g_hash_table_add (table->open, connection);
    count_address (table, connection->peer, 1);
    g_object_set_data_full (G_OBJECT (socket), KEY, connection, free_connection);
    return TRUE;
}

gboolean
tally_http_connections_is_refused (SoupServerMessage *message)
{
    Connection *connection = get_connection (message);

    return connection == NULL || connection->phase == TALLY_HTTP_LINGERING;
}

void
tally_http_connections_enter (SoupServerMessage *message, TallyHttpPhase phase)
{
    Connection *connection = get_connection (message);

    if (connection == NULL)
        return;
    connection->current = phase == TALLY_HTTP_SERVING ? message : NULL;
    if (connection->phase != TALLY_HTTP_LINGERING)
        enter (connection, phase);
}

void
tally_http_connections_refuse (SoupServerMessage *message, const char *answer)
{
    Connection *connection = get_connection (message);

    if (connection == NULL || connection->table == NULL
        || connection->phase == TALLY_HTTP_LINGERING)
        return;
    /* The answer fits any send buffer; if the client does not read, so much the worse for it. */
    g_socket_send_with_blocking (connection->socket, answer, strlen (answer), FALSE, NULL, NULL);
    g_socket_shutdown (connection->socket, FALSE, TRUE, NULL);
    enter (connection, TALLY_HTTP_LINGERING);
    connection->refused = g_object_ref (message);
    soup_server_message_pause (message);
}

void
tally_http_connections_end (SoupServerMessage *message)
{
    g_object_set_data (G_OBJECT (message), OVER_KEY, GINT_TO_POINTER (1));
    tally_http_connections_enter (message, TALLY_HTTP_ENDING);
}

guint
tally_http_connections_get_n (TallyHttpConnections *table)
{
    return g_hash_table_size (table->open);
}

guint64
tally_http_connections_get_n_cut (TallyHttpConnections *table)
{
    return table->n_cut;
}

void
tally_http_connections_cut_idle (TallyHttpConnections *table)
{
    g_autoptr(GList) open = g_hash_table_get_keys (table->open);

    for (GList *link = open; link != NULL; link = link->next) {
        Connection *connection = link->data;

        if (connection->phase != TALLY_HTTP_SERVING)
            cut (connection);
    }
}
