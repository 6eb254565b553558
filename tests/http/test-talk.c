// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/http/test-talk.h"

#include <string.h>

#define READ_S 60

typedef struct {
    guint port;
    gboolean is_tls;
    const char *sent;
    gsize length;   /* of sent */
    gsize n_repeat; /* how often to send the last piece */
    const char *piece;
    gboolean is_done;
    gint64 took_us;
    GString *answer;
} Talk;

static gboolean
on_certificate (GTlsConnection *tls, GTlsCertificate *certificate, int errors, gpointer user_data)
{
    return TRUE;
}

static void
on_event (GSocketClient *client,
          GSocketClientEvent event,
          GSocketConnectable *connectable,
          GIOStream *stream,
          gpointer user_data)
{
    if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
        g_signal_connect (stream, "accept-certificate", G_CALLBACK (on_certificate), NULL);
}

/* Blocks, so it has a thread; sends on until the server stops taking it. */
static gpointer
talk_in_thread (gpointer data)
{
    Talk *talk = data;
    g_autoptr(GSocketClient) client = g_socket_client_new ();
    g_autoptr(GSocketConnection) connection = NULL;
    g_autoptr(GError) error = NULL;
    GInputStream *in;
    GOutputStream *out;
    gboolean is_open = TRUE;
    gint64 began_us = g_get_monotonic_time ();

    g_socket_client_set_timeout (client, READ_S);
    g_socket_client_set_tls (client, talk->is_tls);
    g_signal_connect (client, "event", G_CALLBACK (on_event), NULL);
    connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) talk->port, NULL,
                                                  &error);
    g_assert_no_error (error);
    in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
    out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
    g_output_stream_write_all (out, talk->sent, talk->length, NULL, NULL, NULL);
    for (gsize i = 0; i < talk->n_repeat && is_open; i++)
        is_open = g_output_stream_write_all (out, talk->piece, strlen (talk->piece), NULL, NULL,
                                             NULL);
    while (TRUE) {
        char buffer[4096];
        gssize n = g_input_stream_read (in, buffer, sizeof buffer, NULL, NULL);

        if (n <= 0)
            break;
        g_string_append_len (talk->answer, buffer, n);
    }
    talk->took_us = g_get_monotonic_time () - began_us;
    g_main_context_wakeup (NULL);
    g_atomic_int_set (&talk->is_done, TRUE);
    return NULL;
}

char *
test_talk (guint port,
           gboolean is_tls,
           const char *sent,
           const char *piece,
           gsize n_repeat,
           gint64 *took_us)
{
    Talk talk = { .port = port,
                  .is_tls = is_tls,
                  .sent = sent,
                  .length = strlen (sent),
                  .piece = piece,
                  .n_repeat = n_repeat,
                  .answer = g_string_new (NULL) };
    GThread *thread = g_thread_new ("client", talk_in_thread, &talk);

    while (!g_atomic_int_get (&talk.is_done)) {
        if (!g_main_context_iteration (NULL, FALSE))
            g_usleep (1000);
    }
    g_thread_join (thread);
    if (took_us != NULL)
        *took_us = talk.took_us;
    return g_string_free (talk.answer, FALSE);
}

guint
test_count (const char *text, const char *word)
{
    guint n = 0;

    for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
        n++;
    return n;
}
