// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/http/tally-http.h"
#include "server/publish/pay/tally-pay-worker.h"
#include "server/publish/pay/tally-pay.h"

G_BEGIN_DECLS

/** Where the bank sends its webhooks to. */
#define TALLY_WEBHOOK_PATH "/webhooks/bank"

/**
 * tally_webhook_handler_add:
 * @http: the listener of customers and the bank
 * @pay: verifies and stores; it must outlive @http
 * @worker: (nullable): woken when something was stored; must outlive @http
 *
 * Answers `POST /webhooks/bank`: 200 once the event is stored, 403 when it is not
 * the bank's, otherwise what makes the bank send it again.
 */
void tally_webhook_handler_add (TallyHttp *http, TallyPay *pay, TallyPayWorker *worker);

G_END_DECLS
