// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Most fields of a form, and bytes of one decoded name or value. */
#define TALLY_HTTP_FORM_MAX_FIELDS 64
#define TALLY_HTTP_FORM_MAX_VALUE 8192

typedef struct {
    char *name;
    char *value;
} TallyHttpField;

/**
 * tally_http_form_parse:
 * @text: name=value&name=value, not necessarily ended by a zero byte
 * @length: bytes of @text
 * @error: return location
 *
 * Reads an urlencoded form or a query string. Never decodes a multipart body: what this
 * server takes as a file comes as a plain PUT.
 *
 * Returns: (transfer full) (element-type TallyHttpField): the fields in order, or %NULL with
 *   %TALLY_ERROR_INVALID when there are too many, one is too long, an escape is broken, or
 *   what it spells is not UTF-8 text
 */
GPtrArray *tally_http_form_parse (const char *text, gsize length, GError **error);

/** tally_http_form_get: Returns: (nullable): the first value of that name */
const char *tally_http_form_get (GPtrArray *fields, const char *name);

G_END_DECLS
