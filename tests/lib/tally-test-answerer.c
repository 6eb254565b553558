// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lib/tally-test-answerer.h"

#include <libsoup/soup.h>
#include <string.h>

struct _TallyTestAnswerer {
    const char *json;
    GMainContext *context;
    GMainLoop *loop;
    GThread *thread;
    gint port;
};

static void
on_asked (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
    const TallyTestAnswerer *self = user_data;

    soup_server_message_set_status (message, 200, NULL);
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, self->json,
                                      strlen (self->json));
}

static gpointer
serve (gpointer data)
{
    TallyTestAnswerer *self = data;
    g_autoptr(SoupServer) server = NULL;
    g_autoptr(GError) error = NULL;
    GSList *uris;

    g_main_context_push_thread_default (self->context);
    server = soup_server_new (NULL, NULL);
    soup_server_add_handler (server, NULL, on_asked, self, NULL);
    soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
    g_assert_no_error (error);
    uris = soup_server_get_uris (server);
    g_atomic_int_set (&self->port, g_uri_get_port (uris->data));
    g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
    g_main_loop_run (self->loop);
    soup_server_disconnect (server);
    g_main_context_pop_thread_default (self->context);
    return NULL;
}

TallyTestAnswerer *
tally_test_answerer_new (const char *json)
{
    TallyTestAnswerer *self = g_new0 (TallyTestAnswerer, 1);

    self->json = json;
    self->context = g_main_context_new ();
    self->loop = g_main_loop_new (self->context, FALSE);
    self->thread = g_thread_new ("answerer", serve, self);
    while (g_atomic_int_get (&self->port) == 0)
        g_usleep (1000);
    return self;
}

void
tally_test_answerer_free (TallyTestAnswerer *self)
{
    g_main_loop_quit (self->loop);
    g_thread_join (self->thread);
    g_main_loop_unref (self->loop);
    g_main_context_unref (self->context);
    g_free (self);
}

guint16
tally_test_answerer_get_port (const TallyTestAnswerer *self)
{
    return (guint16) g_atomic_int_get (&self->port);
}
