// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

/* A client that says exactly what it is told, good or bad. */

#define HEAD(method, path) method " " path " HTTP/1.1\r\nHost: x\r\n"
#define CLOSE "Connection: close\r\n"

/**
 * test_talk:
 * @port: on 127.0.0.1
 * @is_tls: whether to speak TLS and trust any certificate
 * @sent: what to send first
 * @piece: (nullable): what to send then
 * @n_repeat: how often to send @piece, unless the server stops taking it
 * @took_us: (out) (optional): until the server closed
 *
 * Runs the main loop until the server has closed the connection.
 *
 * Returns: (transfer full): all it said
 */
char *test_talk (guint port,
                 gboolean is_tls,
                 const char *sent,
                 const char *piece,
                 gsize n_repeat,
                 gint64 *took_us);

/** test_count: Returns: how often @word occurs in @text */
guint test_count (const char *text, const char *word);
