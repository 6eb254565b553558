// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/publish/pay/tally-pay-event.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** Seconds to connect and wait for the next byte of the bank, and for all of its answer, and how
 * many bytes that has. */
#define TALLY_BANK_TIMEOUT_S 10
#define TALLY_BANK_DEADLINE_S 30
#define TALLY_BANK_ANSWER_MAX (64 * 1024)

/**
 * TallyBank:
 *
 * The bank's interface for hosted payments. One object for each thread that
 * talks to the bank; certificates are checked.
 */
#define TALLY_TYPE_BANK (tally_bank_get_type ())
G_DECLARE_FINAL_TYPE (TallyBank, tally_bank, TALLY, BANK, GObject)

/**
 * tally_bank_new:
 * @base_url: such as "https://api.bank.example"
 * @api_key: what it knows us by
 */
TallyBank *tally_bank_new (const char *base_url, const char *api_key);

/** tally_bank_set_patience: seconds other than %TALLY_BANK_TIMEOUT_S and %TALLY_BANK_DEADLINE_S */
void tally_bank_set_patience (TallyBank *self, guint timeout_s, guint deadline_s);

/**
 * TallyBankOrder:
 * @idempotency_key: saved before; the same order is one session, however often it is sent
 * @description: one line for the payer, the same at every try
 * @return_url: where the bank sends the customer back to, whatever came of it
 */
typedef struct {
    int32_t district_id;
    const char *intent_id;
    const char *idempotency_key;
    int64_t amount_minor;
    const char *currency;
    const char *description;
    const char *return_url;
} TallyBankOrder;

/** tally_bank_open_async: asks for a session; in the main loop */
void tally_bank_open_async (TallyBank *self,
                            const TallyBankOrder *order,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/**
 * tally_bank_open_finish:
 *
 * Returns: (transfer full): the session's raw JSON, or %NULL with
 *   %TALLY_ERROR_OFFLINE (no answer: nobody knows whether it was heard),
 *   %TALLY_ERROR_INVALID (refused), %TALLY_ERROR_NOT_FOUND, %TALLY_ERROR_EXISTS
 *   (that key was used for another order)
 */
GBytes *tally_bank_open_finish (TallyBank *self, GAsyncResult *result, GError **error);

/** tally_bank_open: the same, waiting; in a worker thread */
GBytes *tally_bank_open (TallyBank *self,
                         const TallyBankOrder *order,
                         GCancellable *cancellable,
                         GError **error);

/** tally_bank_ask: what became of @session; waits; in a worker thread */
GBytes *tally_bank_ask (TallyBank *self,
                        const char *session,
                        GCancellable *cancellable,
                        GError **error);

G_END_DECLS
