// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/pay/tally-webhook-handler.h"

typedef struct {
    TallyPay *pay;
    TallyPayWorker *worker;
} Route;

/* A webhook on its way into the store. */
typedef struct {
    TallyRequest *request;
    TallyPayWorker *worker;
} Letter;

static void
on_heard (GObject *source, GAsyncResult *result, gpointer user_data)
{
    g_autofree Letter *letter = user_data;
    g_autoptr(TallyRequest) request = letter->request;
    g_autoptr(GError) error = NULL;

    if (!tally_pay_hear_finish (TALLY_PAY (source), result, &error)) {
        tally_request_reply_error (request, error);
        return;
    }
    tally_request_reply_empty (request, 200);
    if (letter->worker != NULL)
        tally_pay_worker_wake (letter->worker);
}

static void
on_webhook (TallyRequest *request, gpointer user_data)
{
    const Route *route = user_data;
    TallyPayLetter words = {
        .body = tally_request_get_body (request),
        .timed = tally_request_get_header (request, "Stripe-Signature"),
        .id = tally_request_get_header (request, "webhook-id"),
        .timestamp = tally_request_get_header (request, "webhook-timestamp"),
        .signature = tally_request_get_header (request, "webhook-signature"),
    };
    Letter *letter = g_new0 (Letter, 1);

    letter->request = g_object_ref (request);
    letter->worker = route->worker;
    tally_pay_hear_async (route->pay, &words, g_get_real_time () / G_USEC_PER_SEC, on_heard,
                          letter);
}

void
tally_webhook_handler_add (TallyHttp *http, TallyPay *pay, TallyPayWorker *worker)
{
    static const TallyAccess access = { .who = TALLY_WHO_SIGNED, .rate = TALLY_RATE_NONE };
    Route *route = g_new0 (Route, 1);

    route->pay = pay;
    route->worker = worker;
    g_object_set_data_full (G_OBJECT (http), "tally-webhook-route", route, g_free);
    tally_http_add_route (http, "POST", TALLY_WEBHOOK_PATH, &access, on_webhook, route);
}
