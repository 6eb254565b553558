// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/http/tally-http-route-calc.h"

#include <string.h>

struct _TallyHttpRoute {
    char **segments;
    guint looseness;
};

TallyHttpRoute *
tally_http_route_new (const char *pattern)
{
    TallyHttpRoute *route = g_new0 (TallyHttpRoute, 1);

    g_assert (pattern[0] == '/');
    route->segments = g_strsplit (pattern, "/", -1);
    for (size_t i = 0; route->segments[i] != NULL; i++) {
        if (route->segments[i][0] == '{') {
            g_assert (strchr (route->segments[i], '}') != NULL);
            /* "{number}" is looser than "{number}.pdf" */
            route->looseness += g_str_has_suffix (route->segments[i], "}") ? 2 : 1;
        }
    }
    return route;
}

void
tally_http_route_free (TallyHttpRoute *route)
{
    g_strfreev (route->segments);
    g_free (route);
}

guint
tally_http_route_get_looseness (const TallyHttpRoute *route)
{
    return route->looseness;
}

static gboolean
match_segment (const char *pattern, const char *segment, GHashTable *params)
{
    const char *ending;
    char *value;

    if (pattern[0] != '{')
        return g_str_equal (pattern, segment);
    ending = strchr (pattern, '}') + 1;
    if (!g_str_has_suffix (segment, ending) || strlen (segment) <= strlen (ending))
        return FALSE;
    value = g_uri_unescape_segment (segment, segment + strlen (segment) - strlen (ending), "/");
    if (value == NULL)
        return FALSE;
    g_hash_table_insert (params, g_strndup (pattern + 1, (gsize) (ending - pattern) - 2), value);
    return TRUE;
}

GHashTable *
tally_http_route_match (const TallyHttpRoute *route, const char *path)
{
    g_autoptr(GHashTable) params = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_auto(GStrv) segments = g_strsplit (path, "/", -1);
    size_t i = 0;

    for (; route->segments[i] != NULL && segments[i] != NULL; i++) {
        if (!match_segment (route->segments[i], segments[i], params))
            return NULL;
    }
    return route->segments[i] == NULL && segments[i] == NULL ? g_steal_pointer (&params) : NULL;
}
