// SPDX-License-Identifier: GPL-3.0-or-later
/* Style sheet and icon: named after their content, so that a browser may keep them for good. */
#include "server/publish/web/tally-web-private.h"

#include <string.h>

#define STATIC TALLY_WEB_RESOURCES "/static"
#define FOR_GOOD_S (365 * 24 * 60 * 60)
#define HASH_DIGITS 12

static const TallyAccess anyone = { .who = TALLY_WHO_ANYONE, .rate = TALLY_RATE_NONE };

static const char *
type_of (const char *name)
{
    if (g_str_has_suffix (name, ".css"))
        return "text/css; charset=utf-8";
    if (g_str_has_suffix (name, ".js"))
        return "text/javascript; charset=utf-8";
    if (g_str_has_suffix (name, ".svg"))
        return "image/svg+xml";
    return "application/octet-stream";
}

gboolean
tally_web_load_assets (TallyWeb *web, GError **error)
{
    g_auto(GStrv) names = g_resources_enumerate_children (STATIC, 0, error);

    for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
        g_autofree char *path = g_strconcat (STATIC "/", names[i], NULL);
        g_autoptr(GBytes) bytes = g_resources_lookup_data (path, 0, error);
        g_autofree char *digest = NULL;
        g_autofree char *url = NULL;
        char *file;

        if (bytes == NULL)
            return FALSE;
        digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
        file = g_strdup_printf ("%.*s-%s", HASH_DIGITS, digest, names[i]);
        url = g_strconcat ("/static/", file, NULL);
        g_hash_table_insert (web->assets, file, g_bytes_ref (bytes));
        /* "style.css" is {{asset.style}} */
        names[i][strcspn (names[i], ".")] = '\0';
        json_object_set_string_member (web->asset_urls, names[i], url);
    }
    return names != NULL;
}

static void
show_asset (TallyRequest *request, gpointer user_data)
{
    TallyWeb *web = user_data;
    const char *file = tally_request_get_param (request, "file");
    GBytes *bytes = g_hash_table_lookup (web->assets, file);

    if (bytes == NULL)
        tally_request_reply_problem (request, 404, NULL, "there is nothing here", NULL);
    else
        tally_request_reply_bytes (request, type_of (file), bytes, NULL, FOR_GOOD_S);
}

void
tally_web_add_static (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/static/{file}", &anyone, show_asset, web);
}
