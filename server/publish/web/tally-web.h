// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/http/tally-http.h"
#include "server/publish/pay/tally-pay.h"

G_BEGIN_DECLS

/**
 * TallyWebParts: what the pages work with; all must outlive the #TallyWeb
 * @http: the listener of customers
 * @pool: of login tally_portal
 * @guard: for customers, on @pool
 * @pay: (nullable): the bank; %NULL: paying on line is not offered
 * @origin: of the pages as browsers see them, such as "https://my.grid.example"
 */
typedef struct {
    TallyHttp *http;
    TallyPool *pool;
    TallyGuard *guard;
    TallyPay *pay;
    const char *origin;
} TallyWebParts;

typedef struct _TallyWeb TallyWeb;

/**
 * tally_web_new:
 *
 * Compiles the templates and adds the routes of all pages to the listener.
 *
 * Returns: (transfer full): free it after the listener; %NULL with %TALLY_ERROR_INVALID when a
 *   template or a catalogue is broken
 */
TallyWeb *tally_web_new (const TallyWebParts *parts, GError **error);

void tally_web_free (TallyWeb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TallyWeb, tally_web_free)

G_END_DECLS
