// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-book-step.h"
#include "server/bill/tally-bill-paper-store.h"
#include "server/publish/api/tally-api-answer.h"
#include "server/publish/api/tally-api-job.h"
#include "shared/error/tally-error.h"
#include "shared/wire/tally-wire-bill-book-start.h"
#include "shared/wire/tally-wire-job.h"

#define KIND "bill-book"
#define TELL_EVERY_US (200 * G_TIME_SPAN_MILLISECOND)

typedef struct {
    TallyApiJob *job; /* it owns us */
    char *run_id;
    gint64 told_us;
} Order;

static void
free_order (gpointer data)
{
    Order *order = data;

    g_free (order->run_id);
    g_free (order);
}

static void
tell (int64_t n_done, int64_t n_total, gpointer user_data)
{
    Order *order = user_data;
    gint64 now_us = g_get_monotonic_time ();

    if (n_done < n_total && now_us - order->told_us < TELL_EVERY_US)
        return;
    order->told_us = now_us;
    tally_api_job_progress (n_done, n_total, order->job);
}

/* The job acts as tally_settle, who sees every district: the person's own is said here. */
static GPtrArray *
load_numbers (TallyDb *db, const TallyApiJob *job, GError **error)
{
    const Order *order = job->order;
    g_autoptr(GPtrArray) numbers = tally_bill_paper_store_numbers (db, job->district_id, NULL,
                                                                    order->run_id, error);

    if (numbers == NULL)
        return NULL;
    if (numbers->len == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                             "no bill of that run is issued");
        return NULL;
    }
    if (numbers->len > TALLY_API_BOOK_MAX) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "%u bills are more than the %d of one file: gridtallyctl bill pdf prints them",
                     numbers->len, TALLY_API_BOOK_MAX);
        return NULL;
    }
    return g_steal_pointer (&numbers);
}

static gboolean
write_book (TallyDb *db, TallyApiJob *job, GCancellable *cancellable, GError **error)
{
    g_autoptr(GPtrArray) numbers = load_numbers (db, job, error);
    g_autofree char *path = numbers != NULL
                                ? tally_book_shelf_path (job->api->books, job->id, error)
                                : NULL;
    TallyBillBookOrder order = { .numbers = numbers,
                                 .path = path,
                                 .cancellable = cancellable,
                                 .progress = tell,
                                 .progress_data = job->order };

    if (path == NULL || !tally_bill_book_step_write (db, &order, error)) {
        tally_book_shelf_drop (job->api->books, job->id);
        return FALSE;
    }
    tally_book_shelf_put (job->api->books, job->id);
    return TRUE;
}

typedef struct {
    TallyApi *api;
    TallyRequest *request;
    char *book_id;
} Asked;

static void
free_asked (gpointer data)
{
    Asked *asked = data;

    g_object_unref (asked->request);
    g_free (asked->book_id);
    g_free (asked);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, free_asked)

static void
start_job (const Asked *asked, const char *run_id)
{
    TallyApi *api = asked->api;
    const TallySession *session = tally_request_get_session (asked->request);
    Order *order;
    TallyApiJob *job;

    if (g_hash_table_contains (api->running, asked->book_id)
        || !tally_book_shelf_reserve (api->books, asked->book_id, session->login)) {
        tally_request_reply_problem (asked->request, 409, NULL, "that book was asked already",
                                     "book_id");
        return;
    }
    job = tally_api_job_new (api, asked->request, KIND, KIND, asked->book_id, write_book);
    order = g_new0 (Order, 1);
    order->job = job;
    order->run_id = g_strdup (run_id);
    job->reason = g_strdup (run_id); /* what the audit trail says was printed */
    job->order = order;
    job->free_order = free_order;
    if (!tally_api_job_start (job))
        tally_book_shelf_drop (api->books, asked->book_id);
}

/* The run is looked up as the person, so that a foreign district's run is not found. */
static void
on_run_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autoptr(Asked) asked = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) results = tally_pool_query_finish (TALLY_POOL (source), result, &error);
    PGresult *rows = results != NULL ? g_ptr_array_index (results, 0) : NULL;

    if (rows == NULL)
        tally_request_reply_error (asked->request, error);
    else if (PQntuples (rows) == 0)
        tally_request_reply_problem (asked->request, 404, NULL, "no such run", NULL);
    else
        start_job (asked, tally_request_get_param (asked->request, "run_id"));
}

static void
start (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    TallyScope scope = tally_session_scope (tally_request_get_session (request));
    const char *run_id = tally_request_get_param (request, "run_id");
    TallyQuery query = { "publish/api-bill-runs", 1, &run_id };
    g_autoptr(TallyWireBillBookStart) said = NULL;
    g_autoptr(GError) error = NULL;
    Asked *asked;

    said = tally_request_read (request, &tally_wire_bill_book_start_type, &error);
    if (said == NULL) {
        tally_request_reply_error (request, error);
        return;
    }
    if (!tally_api_uuid (request, "run_id", run_id)
        || !tally_api_uuid (request, "book_id", said->book_id))
        return;
    asked = g_new0 (Asked, 1);
    asked->api = api;
    asked->request = g_object_ref (request);
    asked->book_id = g_steal_pointer (&said->book_id);
    tally_pool_query_async (api->pool, &scope, &query, 1, NULL, on_run_found, asked);
}

/* Returns: whether there is such a book of the person; otherwise answered. */
static gboolean
find (TallyRequest *request, TallyApi *api, const char *id, GBytes **pdf)
{
    const TallySession *session = tally_request_get_session (request);
    g_autoptr(GError) error = NULL;

    if (!tally_api_uuid (request, "book_id", id))
        return FALSE;
    if (tally_book_shelf_get (api->books, id, session->login, pdf, &error))
        return TRUE;
    tally_request_reply_error (request, error);
    return FALSE;
}

static void
show (TallyRequest *request, gpointer user_data)
{
    const char *id = tally_request_get_param (request, "book_id");
    g_autoptr(GBytes) pdf = NULL;
    g_autofree char *name = g_strconcat (id, ".pdf", NULL);

    if (!find (request, user_data, id, &pdf))
        return;
    if (pdf != NULL)
        tally_request_reply_bytes (request, "application/pdf", pdf, name, 0);
    else
        tally_api_job_reply (request, KIND, id, "running");
}

static void
cancel (TallyRequest *request, gpointer user_data)
{
    TallyApi *api = user_data;
    const char *id = tally_request_get_param (request, "book_id");
    g_autoptr(GBytes) pdf = NULL;

    if (find (request, api, id, &pdf))
        tally_api_job_reply (request, KIND, id,
                             tally_api_job_cancel (api, id) ? "cancelled" : "done");
}

void
tally_bill_book_handler_add (TallyApi *api)
{
    TallyHttp *http = api->http;

    tally_http_add_route (http, "POST", "/api/v1/bill-runs/{run_id}/book", &tally_api_see, start,
                          api);
    tally_http_add_route (http, "GET", "/api/v1/bill-books/{book_id}.pdf", &tally_api_see, show,
                          api);
    tally_http_add_route (http, "POST", "/api/v1/bill-books/{book_id}/cancel", &tally_api_see,
                          cancel, api);
}
