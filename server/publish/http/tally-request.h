// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/guard/tally-session.h"
#include "shared/wire/tally-wire.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** Most fields of one form, and bytes of one name or value. */
#define TALLY_REQUEST_MAX_FIELDS 64
#define TALLY_REQUEST_MAX_VALUE 8192

/**
 * TallyRequest:
 *
 * One HTTP request that passed the rules of the server, and its answer. A handler answers
 * exactly once with one of the reply functions, at once or later: it may keep a reference
 * and answer from a callback of the main loop. After 30 s the server answers 503 in its place
 * and what it says later is dropped. All of it belongs to the main loop.
 */
#define TALLY_TYPE_REQUEST (tally_request_get_type ())
G_DECLARE_FINAL_TYPE (TallyRequest, tally_request, TALLY, REQUEST, GObject)

/** tally_request_get_method: Returns: "GET" also for HEAD, "POST", "PUT" or "DELETE" */
const char *tally_request_get_method (TallyRequest *self);

/** tally_request_get_path: Returns: the path as sent, without the query */
const char *tally_request_get_path (TallyRequest *self);

/** tally_request_get_param: Returns: what stands for `{name}` in the path, decoded; never %NULL */
const char *tally_request_get_param (TallyRequest *self, const char *name);

/** tally_request_get_query: Returns: (nullable): a field of the query string, decoded */
const char *tally_request_get_query (TallyRequest *self, const char *name);

/** tally_request_get_form: Returns: (nullable): the first field of that name of a sent form */
const char *tally_request_get_form (TallyRequest *self, const char *name);

/** tally_request_get_form_all: Returns: (transfer full): every value of that name, in order */
char **tally_request_get_form_all (TallyRequest *self, const char *name);

/** tally_request_get_header: Returns: (nullable): a header as sent */
const char *tally_request_get_header (TallyRequest *self, const char *name);

/** tally_request_get_cookie: Returns: (transfer full) (nullable): a cookie's value */
char *tally_request_get_cookie (TallyRequest *self, const char *name);

/** tally_request_get_body: Returns: (transfer none): the raw bytes, possibly none */
GBytes *tally_request_get_body (TallyRequest *self);

/** tally_request_get_session: Returns: (nullable): who asks; never %NULL unless access is public */
const TallySession *tally_request_get_session (TallyRequest *self);

/** tally_request_get_csrf: Returns: the token a form must send as field "csrf"; "" when public */
const char *tally_request_get_csrf (TallyRequest *self);

/** tally_request_get_address: Returns: of the client, seen through the trusted proxy only */
const char *tally_request_get_address (TallyRequest *self);

/** tally_request_get_session: Returns: (nullable): who asks; set unless access is public */
const char *tally_request_get_language (TallyRequest *self);

/** tally_request_get_id: Returns: a short random id, the same in the log and in X-Request-Id */
const char *tally_request_get_id (TallyRequest *self);

/** tally_request_is_secure: Returns: whether the client speaks TLS (to us or to the proxy) */
gboolean tally_request_is_secure (TallyRequest *self);

/**
 * tally_request_read:
 * @self: a request with a JSON body
 * @type: what is expected, such as &tally_wire_reread_type
 * @error: return location
 *
 * Returns: (transfer full): the message, or %NULL with %TALLY_ERROR_INVALID
 */
gpointer tally_request_read (TallyRequest *self, const TallyWireType *type, GError **error);

/** tally_request_set_header: of the answer; before the reply */
void tally_request_set_header (TallyRequest *self, const char *name, const char *value);

/**
 * tally_request_set_cookie:
 * @name: such as "lang"; "sid" becomes "__Host-sid" over TLS
 * @value: (nullable): %NULL ends the cookie
 *
 * Adds `Path=/; HttpOnly; SameSite=Lax`, and Secure over TLS.
 */
void tally_request_set_cookie (TallyRequest *self, const char *name, const char *value);

/** tally_request_reply_json: @node: (transfer full) */
void tally_request_reply_json (TallyRequest *self, guint status, JsonNode *node);

/** tally_request_reply_html: @html: (transfer full); sets the content policy of pages */
void tally_request_reply_html (TallyRequest *self, guint status, char *html);

/**
 * tally_request_reply_bytes:
 * @content_type: such as "application/pdf"
 * @bytes: the body
 * @file_name: (nullable): when set, sent as an attachment of that name and sandboxed
 * @max_age_s: seconds a browser may keep it; 0: no-store
 */
void tally_request_reply_bytes (TallyRequest *self,
                                const char *content_type,
                                GBytes *bytes,
                                const char *file_name,
                                guint max_age_s);

/** tally_request_reply_redirect: 303 to @location, a path of ours or a full URI */
void tally_request_reply_redirect (TallyRequest *self, const char *location);

/** tally_request_reply_empty: for example 204 */
void tally_request_reply_empty (TallyRequest *self, guint status);

/**
 * tally_request_reply_error:
 * @error: what went wrong
 *
 * Answers with the status and wire name of @error. The text of %TALLY_ERROR_INVALID,
 * %TALLY_ERROR_FORBIDDEN, %TALLY_ERROR_NOT_FOUND and %TALLY_ERROR_EXISTS reaches the client
 * unless it quotes the database; the rest goes to the log only.
 */
void tally_request_reply_error (TallyRequest *self, const GError *error);

/**
 * tally_request_reply_problem:
 * @status: HTTP status
 * @word: (nullable): wire name of the error; %NULL: as fits @status
 * @message: for a person
 * @field: (nullable): path of the field at fault
 */
void tally_request_reply_problem (TallyRequest *self,
                                  guint status,
                                  const char *word,
                                  const char *message,
                                  const char *field);

G_END_DECLS
