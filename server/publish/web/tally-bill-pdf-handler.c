// SPDX-License-Identifier: GPL-3.0-or-later
/* A bill on paper: read as the customer, printed in a thread. */
#include "server/bill/tally-bill-pdf.h"
#include "server/publish/web/tally-web-private.h"

static const TallyAccess customer = { .who = TALLY_WHO_CUSTOMER, .is_page = TRUE };

typedef struct {
    char *json;
    char *blocks;
    char *market;
    char *language;
    char *pay_url;
} Order;

static void
order_free (gpointer data)
{
    Order *order = data;

    g_free (order->json);
    g_free (order->blocks);
    g_free (order->market);
    g_free (order->language);
    g_free (order->pay_url);
    g_free (order);
}

static void
print_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    const Order *order = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(TallyBillPaper) paper = NULL;
    GBytes *pdf = NULL;

    paper = tally_bill_paper_parse (order->json, order->blocks, order->market, order->language,
                                    &error);
    if (paper != NULL)
        pdf = tally_bill_pdf (paper, order->pay_url, &error);
    if (pdf != NULL)
        g_task_return_pointer (task, pdf, (GDestroyNotify) g_bytes_unref);
    else
        g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_printed (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    TallyRequest *request = TALLY_REQUEST (source);
    g_autoptr(GBytes) pdf = g_task_propagate_pointer (G_TASK (result), &error);
    g_autofree char *file_name = NULL;

    if (pdf == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    file_name = g_strconcat (tally_request_get_param (request, "number"), ".pdf", NULL);
    tally_request_reply_bytes (request, "application/pdf", pdf, file_name, 0);
}

static void
print (TallyWeb *web, TallyRequest *request, const TallyWebText *text, GPtrArray *results)
{
    const PGresult *paper = g_ptr_array_index (results, 1);
    g_autoptr(GTask) task = NULL;
    Order *order;

    if (PQntuples (paper) == 0 || PQgetisnull (paper, 0, 0)) {
        tally_web_not_found (request, text);
        return;
    }
    order = g_new0 (Order, 1);
    order->json = g_strdup (tally_web_cell (paper, 0, 0));
    order->blocks = g_strdup (tally_web_cell (g_ptr_array_index (results, 2), 0, 0));
    order->market = g_strdup (tally_web_cell (g_ptr_array_index (results, 3), 0, 0));
    order->language = g_strdup (tally_web_text_language (text));
    order->pay_url = g_strconcat (web->origin, "/pay", NULL);
    task = g_task_new (request, NULL, on_printed, NULL);
    g_task_set_task_data (task, order, order_free);
    g_task_run_in_thread (task, print_in_thread);
}

static void
ask (TallyRequest *request, gpointer user_data)
{
    const char *number = tally_request_get_param (request, "number");
    const char *const values[] = { number };
    const TallyQuery queries[] = { { "bill/paper", 1, values },
                                   { "web/paper-blocks", 1, values },
                                   { "bill/past-market", 1, values } };

    /* A credit note has the number of its bill and a C. */
    if (g_regex_match_simple ("^[0-9]{1,9}-[0-9-]+C?$", number, 0, 0))
        tally_web_ask (user_data, request, queries, G_N_ELEMENTS (queries), print);
    else
        tally_web_not_found (request, tally_web_text_of (user_data, request));
}

void
tally_web_add_paper (TallyWeb *web)
{
    tally_http_add_route (web->http, "GET", "/bills/{number}.pdf", &customer, ask, web);
}
