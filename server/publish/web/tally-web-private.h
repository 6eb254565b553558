// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/web/tally-web-text.h"
#include "server/publish/web/tally-web.h"

#include <glib/gi18n.h>

G_BEGIN_DECLS

/* What the handlers of the pages share. */

#define TALLY_WEB_RESOURCES "/org/gridtally/Gridtally/web"

typedef struct _TallyWebDesk TallyWebDesk;

struct _TallyWeb {
    TallyHttp *http;
    TallyPool *pool;
    TallyGuard *guard;
    TallyPay *pay;
    char *origin;
    GHashTable *templates; /* name -> TallyMustache */
    GHashTable *assets;    /* "hash-name" -> GBytes */
    JsonObject *asset_urls;
    TallyWebText *english;
    TallyWebText *chinese;
    TallyWebDesk *desk; /* threads that make pages */
    TallyEventStream *stream;
    GHashTable *pulses; /* district -> when its newest value arrived */
    TallyWeb **box;     /* reference-counted; empty once the pages are gone */
    guint pulse_id;
};

/**
 * TallyWebAnswer:
 * @text: in the language of @request
 * @results: (element-type PGresult): that of web/customer, then of the queries in order
 */
typedef void (*TallyWebAnswer) (TallyWeb *web,
                                TallyRequest *request,
                                const TallyWebText *text,
                                GPtrArray *results);

/** tally_web_text_of: Returns: the language of a request */
const TallyWebText *tally_web_text_of (TallyWeb *web, TallyRequest *request);

/** tally_web_ask: runs @queries as the customer, then @answer; errors are answered with a page */
void tally_web_ask (TallyWeb *web,
                    TallyRequest *request,
                    const TallyQuery *queries,
                    gsize n_queries,
                    TallyWebAnswer answer);

/**
 * tally_web_reply:
 * @page: a template
 * @title: of the window, in the reader's language
 * @data: (transfer full): what the template shows
 */
void tally_web_reply (TallyWeb *web,
                      TallyRequest *request,
                      guint status,
                      const char *page,
                      const char *title,
                      JsonObject *data);

/** tally_web_not_found: answers that there is nothing here */
void tally_web_not_found (TallyRequest *request, const TallyWebText *text);

/** tally_web_set: @value: (transfer full): a text member */
void tally_web_set (JsonObject *object, const char *name, char *value);

/** tally_web_set_standing: state of a bill: its text, and its word for the style sheet */
void tally_web_set_standing (JsonObject *object, const TallyWebText *text, const char *standing);

/** tally_web_currency: Returns: (transfer none): of the customer, from web/customer */
const char *tally_web_currency (GPtrArray *results);

/** tally_web_set_money: an amount in the customer's currency */
void tally_web_set_money (JsonObject *object,
                          const char *name,
                          const TallyWebText *text,
                          int64_t minor,
                          const char *currency);

/** tally_web_set_kwh: an energy with its unit */
void tally_web_set_kwh (JsonObject *object, const char *name, const TallyWebText *text, int64_t wh);

/** tally_web_bill_rows: Returns: (transfer full): rows of web/bills for the template bill-rows */
JsonArray *tally_web_bill_rows (const TallyWebText *text,
                                const PGresult *rows,
                                const char *currency);

/** tally_web_bill_line: Returns: (transfer full): a row of web/bill-lines for the templates */
JsonObject *tally_web_bill_line (const TallyWebText *text,
                                 const PGresult *lines,
                                 int row,
                                 const char *currency);

/** tally_web_cell: Returns: (transfer none): a value of a result; "" for NULL */
const char *tally_web_cell (const PGresult *rows, int row, int column);
int64_t tally_web_number (const PGresult *rows, int row, int column);

/* Each adds its routes. */
void tally_web_add_static (TallyWeb *web);
void tally_web_add_sign (TallyWeb *web);
void tally_web_add_home (TallyWeb *web);
void tally_web_add_use (TallyWeb *web);
void tally_web_add_bills (TallyWeb *web);
void tally_web_add_paper (TallyWeb *web);
void tally_web_add_payments (TallyWeb *web);
void tally_web_add_explain (TallyWeb *web);
void tally_web_add_compare (TallyWeb *web);
void tally_web_add_data (TallyWeb *web);
void tally_web_add_own (TallyWeb *web);

/** tally_web_close_own: ends the streams of events */
void tally_web_close_own (TallyWeb *web);

/** tally_web_load_assets: reads what lies under static/, named after its content */
gboolean tally_web_load_assets (TallyWeb *web, GError **error);

/** tally_web_problem_page: a #TallyHttpProblemPage; @web is the user data */
char *tally_web_problem_page (TallyRequest *request,
                              guint status,
                              const char *message,
                              gpointer web);

/** tally_web_render: the page as text; see tally_web_reply() */
char *tally_web_render (TallyWeb *web,
                        TallyRequest *request,
                        const char *page,
                        const char *title,
                        JsonObject *data);

G_END_DECLS
