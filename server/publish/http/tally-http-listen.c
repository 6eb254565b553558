// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-http-private.h"
#include "server/publish/http/tally-http-rule-calc.h"
#include "shared/error/tally-error.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#define UNIX_PREFIX "unix:"
#define BACKLOG 128

static GSocket *
bind_socket (GSocketAddress *address, GError **error)
{
    g_autoptr(GSocket) socket = NULL;

    socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                           G_SOCKET_PROTOCOL_DEFAULT, error);
    if (socket == NULL)
        return NULL;
    /* libsoup's own listener keeps the default of 10, too few for a burst. */
    g_socket_set_listen_backlog (socket, BACKLOG);
    if (!g_socket_bind (socket, address, TRUE, error))
        return NULL;
    return g_steal_pointer (&socket);
}

static gboolean
serve (TallyHttp *self, GSocket *socket, GError **error)
{
    return g_socket_listen (socket, error)
           && soup_server_listen_socket (self->soup, socket, 0, error);
}

/* Only the proxy's group may connect. */
static gboolean
listen_unix (TallyHttp *self, const char *path, GError **error)
{
    g_autoptr(GSocketAddress) address = g_unix_socket_address_new (path);
    g_autoptr(GSocket) socket = NULL;

    g_unlink (path);
    socket = bind_socket (address, error);
    if (socket == NULL)
        return FALSE;
    if (g_chmod (path, S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP) != 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "%s: cannot set its mode", path);
        return FALSE;
    }
    return serve (self, socket, error);
}

static gboolean
listen_tcp (TallyHttp *self, const char *text, GError **error)
{
    g_autoptr(GSocketConnectable) place = g_network_address_parse (text, 0, error);
    g_autoptr(GSocketAddress) address = NULL;
    g_autoptr(GSocket) socket = NULL;
    const char *host;

    if (place == NULL)
        return FALSE;
    host = g_network_address_get_hostname (G_NETWORK_ADDRESS (place));
    if (!tally_http_rule_is_loopback (host) && !self->is_behind_proxy) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN,
                     "%s is not a loopback address and no proxy was said to be in front", text);
        return FALSE;
    }
    if (g_str_equal (host, "localhost"))
        host = "127.0.0.1";
    address = g_inet_socket_address_new_from_string (host, g_network_address_get_port (
                                                               G_NETWORK_ADDRESS (place)));
    if (address == NULL) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s is not an address", text);
        return FALSE;
    }
    socket = bind_socket (address, error);
    return socket != NULL && serve (self, socket, error);
}

gboolean
tally_http_listen (TallyHttp *self, const char *address, GError **error)
{
    gboolean is_listening;

    if (g_str_has_prefix (address, UNIX_PREFIX))
        is_listening = listen_unix (self, address + strlen (UNIX_PREFIX), error);
    else
        is_listening = listen_tcp (self, address, error);
    if (!is_listening)
        g_prefix_error (error, "cannot listen on %s: ", address);
    return is_listening;
}

guint
tally_http_get_port (TallyHttp *self)
{
    g_autoptr(GSList) sockets = soup_server_get_listeners (self->soup);

    for (GSList *link = sockets; link != NULL; link = link->next) {
        g_autoptr(GSocketAddress) address = g_socket_get_local_address (link->data, NULL);

        if (G_IS_INET_SOCKET_ADDRESS (address))
            return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
    }
    return 0;
}

static void
write_figure (GString *text, const char *metric, const char *label, guint64 value)
{
    g_string_append_printf (text, "%s{%s} %" G_GUINT64_FORMAT "\n", metric, label, value);
}

void
tally_http_write_metrics (TallyHttp *self, GString *text)
{
    g_autofree char *label = g_strdup_printf ("listener=\"%s\"", self->name);

    for (guint i = 1; i < G_N_ELEMENTS (self->n_by_class); i++) {
        g_autofree char *by_class = g_strdup_printf ("%s,status=\"%uxx\"", label, i);

        write_figure (text, "tally_http_requests_total", by_class, self->n_by_class[i]);
    }
    write_figure (text, "tally_http_request_microseconds_total", label, self->total_us);
    write_figure (text, "tally_http_refused_total", label, self->n_refused);
    write_figure (text, "tally_http_limited_total", label, self->n_limited);
    write_figure (text, "tally_http_cut_total", label,
                  tally_http_connections_get_n_cut (self->connections));
    write_figure (text, "tally_http_connections", label,
                  tally_http_connections_get_n (self->connections));
}

void
tally_http_close (TallyHttp *self)
{
    soup_server_disconnect (self->soup);
    tally_http_connections_cut_idle (self->connections);
}
