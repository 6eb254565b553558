// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** Deepest nesting of sections and partials, so that a partial cannot call itself for ever. */
#define TALLY_MUSTACHE_DEPTH_MAX 32

/**
 * TallyMustache:
 *
 * A page template, compiled once: Mustache with variables (`{{name}}`, `{{a.b}}`, `{{.}}`),
 * sections (`{{#name}}…{{/name}}`), inverted sections (`{{^name}}`), partials (`{{> name}}`)
 * and comments (`{{! … }}`). A tag of a section, partial or comment alone on its line leaves
 * no line behind.
 *
 * Every variable is escaped for HTML text and quoted attributes. There is no `{{{name}}}`. The
 * one way to write markup as it is is `{{&name_svg}}`: only names that end in "_svg" compile,
 * and their values come from tally_chart_to_svg(), which escapes what it is given.
 */
typedef struct _TallyMustache TallyMustache;

/**
 * tally_mustache_new:
 * @name: for messages
 * @text: UTF-8
 * @error: return location
 *
 * Returns: (transfer full): %NULL with %TALLY_ERROR_INVALID that names template and line
 */
TallyMustache *tally_mustache_new (const char *name, const char *text, GError **error);

void tally_mustache_free (TallyMustache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyMustache, tally_mustache_free)

/**
 * tally_mustache_render:
 * @self: a template
 * @data: an object; names are looked up from the innermost section outwards, what is missing
 *   is empty
 * @partials: (nullable) (element-type utf8 TallyMustache): by name; a missing one is empty
 *
 * Returns: (transfer full): the text
 */
char *tally_mustache_render (const TallyMustache *self, JsonNode *data, GHashTable *partials);

G_END_DECLS
