// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client-gtk/api/tally-ask.h"
#include "shared/wire/tally-wire-person.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TallyApi:
 *
 * The server, as the rest of the client sees it: a question goes in, a struct comes
 * out, later. Errors are of the domain TALLY_ERROR; their text is for a person.
 */
#define TALLY_TYPE_API (tally_api_get_type ())
G_DECLARE_FINAL_TYPE (TallyApi, tally_api, TALLY, API, GObject)

TallyApi *tally_api_new (void);

/**
 * tally_api_set_server:
 * @address: "https://host[:port]"; plain http only to this very machine
 * @error: return location
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when @address is not an address, or one
 *   that would carry a password in the clear
 */
gboolean tally_api_set_server (TallyApi *self, const char *address, GError **error);

/**
 * tally_api_trust:
 * @file: PEM file of the certificates that a server may show, or "" for the system's
 * @error: return location
 *
 * A utility with a certificate of its own making names it here; nobody else's is
 * taken then.
 *
 * Returns: %FALSE with the error when @file holds no certificates
 */
gboolean tally_api_trust (TallyApi *self, const char *file, GError **error);

/** tally_api_get_person: Returns: (nullable): who is signed in */
const TallyWirePerson *tally_api_get_person (TallyApi *self);

/** tally_api_may: Returns: whether the signed-in person may do @what */
gboolean tally_api_may (TallyApi *self, const char *what);

/**
 * tally_api_ask_async:
 * @ask: what to ask
 * @arguments: (nullable): %NULL-ended words of the question
 * @request: (nullable): the struct that is sent along
 *
 * @request is read before the call returns. A signed-in answer to
 * %TALLY_ASK_SIGN_IN is kept for the questions that follow.
 */
void tally_api_ask_async (TallyApi *self,
                          TallyAsk ask,
                          const char *const *arguments,
                          gconstpointer request,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/**
 * tally_api_send_async:
 * @ask: a question that goes with a file
 * @arguments: (nullable): %NULL-ended words of the question
 * @content: the file
 *
 * Ended with tally_api_ask_finish().
 */
void tally_api_send_async (TallyApi *self,
                           TallyAsk ask,
                           const char *const *arguments,
                           GBytes *content,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/**
 * tally_api_ask_rows_finish:
 * @total: (out): how many rows there are; a list sends the first of them when they are many
 *
 * Returns: (transfer full) (nullable): the rows of a list, or %NULL with the error
 */
GPtrArray *tally_api_ask_rows_finish (TallyApi *self,
                                      GAsyncResult *result,
                                      int64_t *total,
                                      GError **error);

/**
 * tally_api_ask_finish:
 * @message: (out) (transfer full) (optional) (nullable): the struct that came back
 *
 * Returns: %FALSE with the error
 */
gboolean tally_api_ask_finish (TallyApi *self,
                               GAsyncResult *result,
                               gpointer *message,
                               GError **error);

/** tally_api_bytes_finish: Returns: (transfer full) (nullable): the file that came back */
GBytes *tally_api_bytes_finish (GAsyncResult *result, GError **error);

/**
 * tally_api_listen_async:
 * @last_id: (nullable): the last event already seen
 *
 * Opens the stream of events. The caller reads it.
 */
void tally_api_listen_async (TallyApi *self,
                             const char *last_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GInputStream *tally_api_listen_finish (TallyApi *self, GAsyncResult *result, GError **error);

/**
 * tally_api_get_stale_since: property "stale-since"
 *
 * A question that changes nothing is answered from what the server said last when it cannot be
 * reached; then this is when the oldest such answer came, and whatever would change something is
 * refused with %TALLY_ERROR_OFFLINE. 0 again with the server's next answer.
 *
 * Returns: Unix seconds; 0: nothing that is shown is old
 */
int64_t tally_api_get_stale_since (TallyApi *self);

/** tally_api_sign_off: forgets who is signed in, and all that was kept for that person */
void tally_api_sign_off (TallyApi *self);

/** tally_api_forget: forgets who is signed in, after an ended session */
void tally_api_forget (TallyApi *self);

G_END_DECLS
