// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/ledger/tally-ledger-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Each of these runs inside a transaction of the caller (settle role,
 * %TALLY_ISOLATION_EACH_STATEMENT, because they read behind a lock), so that the
 * caller's own rows and the journal are committed together or not at all. */

/**
 * TallyLedgerReceipt:
 * @reference: what made the money come; the same payment is booked once
 * @into: "bank-clearing", "bank" or "cash"
 * @bill_numbers: (nullable): %NULL-terminated: bills the payer named
 */
typedef struct {
    int32_t district_id;
    int64_t account_id;
    const char *reference;
    const char *into;
    TallyMoney amount;
    const char *const *bill_numbers;
    TallyDay booked_on;
    const char *made_by;
} TallyLedgerReceipt;

/**
 * tally_ledger_step_pay:
 * @db: a connection in a transaction
 * @receipt: money that came
 * @is_new: (out): %FALSE when that reference was booked before; nothing changes then
 * @error: return location
 *
 * Books a payment: named bills, then the oldest, then "unallocated".
 */
gboolean tally_ledger_step_pay (TallyDb *db,
                                const TallyLedgerReceipt *receipt,
                                gboolean *is_new,
                                GError **error);

/**
 * TallyLedgerReturn:
 * @kind: "refund" or "chargeback"
 * @reference: of this event
 * @payment_reference: of the payment that goes back
 * @amount: how much of it
 */
typedef struct {
    int32_t district_id;
    int64_t account_id;
    const char *kind;
    const char *reference;
    const char *payment_reference;
    TallyMoney amount;
    TallyDay booked_on;
    const char *made_by;
} TallyLedgerReturn;

/**
 * tally_ledger_step_return:
 * @is_new: (out): %FALSE when that reference was booked before
 *
 * Books a refund or charge-back: what was allocated last is owed again first.
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND without that payment, or
 *   %TALLY_ERROR_INVALID when more goes back than came
 */
gboolean tally_ledger_step_return (TallyDb *db,
                                   const TallyLedgerReturn *what,
                                   gboolean *is_new,
                                   GError **error);

/**
 * tally_ledger_step_allocate:
 * @reference: what gave the occasion, such as a new bill's number
 *
 * Moves waiting money of an account to its oldest open bills. Nothing is
 * posted when none waits or nothing is owed.
 */
gboolean tally_ledger_step_allocate (TallyDb *db,
                                     int32_t district_id,
                                     int64_t account_id,
                                     const char *reference,
                                     TallyDay booked_on,
                                     const char *made_by,
                                     GError **error);

/* The rest opens transactions of its own: the connection must not be in one. */

/**
 * tally_ledger_step_issue:
 * @db: a connection of the settle role
 * @run_id: a bill run that is computed
 * @issued_on: day of issue; due days count from it
 * @made_by: who issues
 * @n_issued: (out): bills issued by this call
 * @error: return location
 *
 * Issues every ready bill of the run: its state, its journal, and money that
 * waits for it, together in transactions of a few hundred. Safe to repeat.
 */
gboolean tally_ledger_step_issue (TallyDb *db,
                                  const char *run_id,
                                  TallyDay issued_on,
                                  const char *made_by,
                                  int64_t *n_issued,
                                  GError **error);

/**
 * tally_ledger_step_credit:
 * @number: an issued bill
 * @credit: (out): number of the credit note
 *
 * Takes an issued bill back: credit note, reversing journal; what was paid on
 * it waits for the next bill. The next run of the period makes a new version.
 */
gboolean tally_ledger_step_credit (TallyDb *db,
                                   const char *number,
                                   TallyDay issued_on,
                                   const char *made_by,
                                   char credit[TALLY_LEDGER_NUMBER_TEXT],
                                   GError **error);

/**
 * tally_ledger_step_verify:
 * @db: a connection of the settle role, not in a transaction
 * @fault: (out) (nullable): the first journal that is not what its bill gives, as text
 * @error: return location: it could not be verified
 *
 * Makes the journal of every issued bill and credit note again and holds it against
 * what is posted: a change that keeps the sums at zero is found too.
 */
gboolean tally_ledger_step_verify (TallyDb *db,
                                   GCancellable *cancellable,
                                   char **fault,
                                   GError **error);

/**
 * TallyLedgerCorrection: another person's yes to a correction that was ordered
 * @correction_id: of bill.correction
 * @district_id: 0, or the only one whose bills the person may correct
 * @day: credit note and new bill are issued on it
 */
typedef struct {
    const char *correction_id;
    int32_t district_id;
    TallyDay day;
    const char *person;
    const char *address;
    const char *reason;
} TallyLedgerCorrection;

/**
 * tally_ledger_step_correct:
 * @credit: (out): number of the credit note
 *
 * Takes the bill back and issues the one that waits as a draft, with both journals, in one
 * transaction. Repeated by the same person it does nothing.
 *
 * Returns: %FALSE with %TALLY_ERROR_NOT_FOUND, %TALLY_ERROR_FORBIDDEN (who ordered it cannot
 *   issue it), or %TALLY_ERROR_EXISTS (it does not wait)
 */
gboolean tally_ledger_step_correct (TallyDb *db,
                                    const TallyLedgerCorrection *correction,
                                    char credit[TALLY_LEDGER_NUMBER_TEXT],
                                    GError **error);

G_END_DECLS
