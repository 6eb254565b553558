// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-pdf.h"
#include "server/publish/api/tally-api-answer.h"
#include "shared/error/tally-error.h"

typedef struct {
    TallyRequest *request;
    char *json;
    char *blocks;
    char *market;
} Print;

static void
free_print (gpointer data)
{
    Print *print = data;

    g_object_unref (print->request);
    g_free (print->json);
    g_free (print->blocks);
    g_free (print->market);
    g_free (print);
}

static void
print_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
    const Print *print = task_data;
    GError *error = NULL;
    g_autoptr(TallyBillPaper) paper = tally_bill_paper_parse (print->json, print->blocks,
                                                               print->market, NULL, &error);
    GBytes *pdf = paper != NULL ? tally_bill_pdf (paper, NULL, &error) : NULL;

    if (pdf != NULL)
        g_task_return_pointer (task, pdf, (GDestroyNotify) g_bytes_unref);
    else
        g_task_return_error (task, error);
}

static void
on_printed (GObject *source, GAsyncResult *result, gpointer user_data)
{
    const Print *print = g_task_get_task_data (G_TASK (result));
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) pdf = g_task_propagate_pointer (G_TASK (result), &error);
    g_autofree char *name = NULL;

    if (pdf == NULL) {
        tally_request_reply_error (print->request, error);
        return;
    }
    name = g_strconcat (tally_request_get_param (print->request, "number"), ".pdf", NULL);
    tally_request_reply_bytes (print->request, "application/pdf", pdf, name, 0);
}

static void
on_paper (GObject *source, GAsyncResult *result, gpointer user_data)
{
    Print *print = user_data;
    g_autoptr(GTask) task = g_task_new (NULL, NULL, on_printed, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    PGresult *seen = results != NULL ? g_ptr_array_index (results, 0) : NULL;
    PGresult *paper = results != NULL ? g_ptr_array_index (results, 1) : NULL;

    g_task_set_task_data (task, print, free_print);
    if (results == NULL) {
        tally_request_reply_error (print->request, error);
        return;
    }
    if (PQntuples (seen) == 0 || PQntuples (paper) == 0) {
        tally_request_reply_problem (print->request, 404, NULL, "no such bill", NULL);
        return;
    }
    print->json = g_strdup (PQgetvalue (paper, 0, 0));
    print->blocks = g_strdup (PQgetvalue (g_ptr_array_index (results, 2), 0, 0));
    print->market = g_strdup (PQgetvalue (g_ptr_array_index (results, 3), 0, 0));
    g_task_run_in_thread (task, print_in_thread);
}

/* The first statement says whether the person may see the bill, the others what is on it. */
static void
show_pdf (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    TallyScope scope = tally_session_scope (tally_request_get_session (request));
    const char *number = tally_request_get_param (request, "number");
    TallyQuery queries[] = { { "publish/api-bill-seen", 1, &number },
                             { "bill/paper", 1, &number },
                             { "bill/paper-blocks", 1, &number },
                             { "bill/past-market", 1, &number } };
    Print *print;

    if (!tally_api_bill_number (request, number))
        return;
    print = g_new0 (Print, 1);
    print->request = g_object_ref (request);
    tally_pool_query_async (api->pool, &scope, queries, G_N_ELEMENTS (queries), NULL, on_paper,
                            print);
}

void
tally_bill_pdf_handler_add (TallyApi *api)
{
    tally_http_add_route (api->http, "GET", "/api/v1/bills/{number}.pdf", &tally_api_see, show_pdf,
                          api);
}
