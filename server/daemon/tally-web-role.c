// SPDX-License-Identifier: GPL-3.0-or-later
/* Role web: the pages of customers, and the bank's webhooks. */
#include "server/daemon/tally-role.h"
#include "server/publish/pay/tally-webhook-handler.h"
#include "server/publish/web/tally-web.h"

#define WAITING_MAX 256

typedef struct {
    TallyPool *pool;
    TallyGuard *guard;
    TallyHttp *http;
    TallyPay *pay;
    TallyWeb *web;
} WebRole;

static void
stop (gpointer data)
{
    WebRole *role = data;

    if (role->http != NULL)
        tally_http_close (role->http);
    tally_pool_close (role->pool);
    g_clear_object (&role->http);
    g_clear_pointer (&role->web, tally_web_free);
    g_clear_object (&role->pay);
    g_clear_object (&role->guard);
    g_object_unref (role->pool);
    g_free (role);
}

static gboolean
open_bank (WebRole *role, const TallySettings *settings, GError **error)
{
    const char *url = tally_settings_get (settings, "bank.url");
    g_autofree char *secret = NULL;

    if (*url == '\0')
        return TRUE;
    if (!g_file_get_contents (tally_settings_get (settings, "bank.secret-file"), &secret, NULL,
                              error))
        return FALSE;
    g_strstrip (secret);
    role->pay = tally_pay_new (role->pool, &(TallyPaySettings){ .bank_url = url,
                                                                .bank_key = secret,
                                                                .webhook_secret = secret });
    tally_http_allow_form_target (role->http, url);
    tally_webhook_handler_add (role->http, role->pay, NULL);
    return TRUE;
}

static gboolean
open_pages (WebRole *role, const TallySettings *settings, GError **error)
{
    const char *address = tally_settings_get (settings, "web.listen");
    const char *origin = tally_settings_get (settings, "web.origin");
    g_autofree char *here = g_strconcat ("http://", address, NULL);
    TallyWebParts parts = { role->http, role->pool, role->guard, NULL,
                            *origin != '\0' ? origin : here };

    tally_http_set_behind_proxy (role->http, tally_settings_is_on (settings, "behind-proxy"));
    tally_http_set_plain (role->http, tally_settings_is_on (settings, "plain"));
    if (!open_bank (role, settings, error))
        return FALSE;
    parts.pay = role->pay;
    role->web = tally_web_new (&parts, error);
    return role->web != NULL && tally_http_listen (role->http, address, error);
}

static gpointer
start (const TallySettings *settings, const char *conninfo, GError **error)
{
    WebRole *role = g_new0 (WebRole, 1);
    guint64 n_connections = g_ascii_strtoull (tally_settings_get (settings, "web.connections"),
                                              NULL, 10);

    role->pool = tally_pool_new (conninfo, tally_web_role.login,
                                 (guint) CLAMP (n_connections, 1, 64), WAITING_MAX);
    role->guard = tally_guard_new (role->pool, TRUE);
    role->http = tally_http_new ("web", role->guard);
    if (!open_pages (role, settings, error)) {
        stop (role);
        return NULL;
    }
    return role;
}

const TallyDaemonRole tally_web_role = { "web", "tally_portal", start, stop };
