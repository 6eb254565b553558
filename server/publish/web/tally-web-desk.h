// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/web/tally-web-private.h"

G_BEGIN_DECLS

/* Work of a page that would hold up the main loop: pricing a year, drawing a month. A few threads
 * do it, a bounded queue waits, and who comes when it is full is told to come again. */

/** Most requests that wait for a thread; more are answered with 503. */
#define TALLY_WEB_DESK_WAITING 64

/** Answers that are kept, so that a page looked at again costs nothing. */
#define TALLY_WEB_DESK_KEPT 256

/**
 * TallyWebTask: what a thread sees of a request
 * @results: (element-type PGresult): as of tally_web_ask()
 * @order: (nullable): what was asked for, as given
 */
typedef struct {
    TallyWeb *web;
    const TallyWebText *text;
    GPtrArray *results;
    gconstpointer order;
} TallyWebTask;

/** TallyWebMake: runs in a thread; Returns: (transfer full): what the page shows, or %NULL */
typedef JsonObject *(*TallyWebMake) (const TallyWebTask *task, GError **error);

/** TallyWebShow: runs in the main loop; @data: (transfer full) */
typedef void (*TallyWebShow) (TallyWeb *web,
                              TallyRequest *request,
                              const TallyWebText *text,
                              JsonObject *data,
                              gconstpointer order);

/**
 * tally_web_desk_do:
 * @results: kept by reference
 * @order: (transfer full) (nullable): freed with g_free()
 * @order_text: (nullable): when set, the answer is kept for the same rows, text and language
 *
 * Lets a thread @make what @show then answers with; errors are answered with a page.
 */
void tally_web_desk_do (TallyWeb *web,
                        TallyRequest *request,
                        GPtrArray *results,
                        gpointer order,
                        const char *order_text,
                        TallyWebMake make,
                        TallyWebShow show);

void tally_web_desk_open (TallyWeb *web);

/** tally_web_desk_close: waits for what is being made */
void tally_web_desk_close (TallyWeb *web);

G_END_DECLS
