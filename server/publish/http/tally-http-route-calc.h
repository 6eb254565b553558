// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TallyHttpRoute:
 *
 * A path pattern such as "/api/v1/bills/{number}.pdf".
 */
typedef struct _TallyHttpRoute TallyHttpRoute;

TallyHttpRoute *tally_http_route_new (const char *pattern);
void tally_http_route_free (TallyHttpRoute *route);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyHttpRoute, tally_http_route_free)

/** tally_http_route_get_looseness: Returns: how little of it is fixed; the tightest match wins */
guint tally_http_route_get_looseness (const TallyHttpRoute *route);

/**
 * tally_http_route_match:
 * @path: a path that passed tally_http_rule_check(), still escaped
 *
 * Returns: (transfer full) (nullable): name to decoded value, or %NULL when it does not match
 */
GHashTable *tally_http_route_match (const TallyHttpRoute *route, const char *path);

G_END_DECLS
