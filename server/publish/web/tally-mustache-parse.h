// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/web/tally-mustache.h"

G_BEGIN_DECLS

/* What a template is made of once it is compiled; for tally-mustache.c alone. */

typedef enum {
    TALLY_MUSTACHE_TEXT,
    TALLY_MUSTACHE_VALUE,
    TALLY_MUSTACHE_RAW,
    TALLY_MUSTACHE_SECTION,
    TALLY_MUSTACHE_INVERTED,
    TALLY_MUSTACHE_PARTIAL,
} TallyMustacheKind;

/**
 * TallyMustachePart:
 * @text: the text itself, or the name of the value, section or partial
 * @inner: (element-type TallyMustachePart): of sections
 */
typedef struct {
    TallyMustacheKind kind;
    char *text;
    GPtrArray *inner;
} TallyMustachePart;

/** tally_mustache_parse: Returns: (element-type TallyMustachePart): see tally_mustache_new() */
GPtrArray *tally_mustache_parse (const char *name, const char *text, GError **error);

G_END_DECLS
