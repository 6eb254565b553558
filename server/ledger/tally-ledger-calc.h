// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shared/money/tally-money.h"
#include "shared/tariff/tally-tariff-price.h"
#include "shared/time/tally-day.h"

G_BEGIN_DECLS

/** TALLY_LEDGER_MAX_ENTRIES: most entries of one journal */
#define TALLY_LEDGER_MAX_ENTRIES 400

/** TALLY_LEDGER_NUMBER_TEXT: bytes for a bill number and its end */
#define TALLY_LEDGER_NUMBER_TEXT 56

/** TALLY_LEDGER_UUID_TEXT: bytes for a UUID and its end */
#define TALLY_LEDGER_UUID_TEXT 37

/**
 * TallyLedgerEntry:
 * @code: of ledger.account_kind; static or interned
 * @account_id: the customer's account; 0: none
 * @bill_number: "" when it is about no bill
 * @due_on: on the entry that opens a bill; day 0 elsewhere
 * @amount: debit above zero, credit below
 */
typedef struct {
    const char *code;
    int64_t account_id;
    char bill_number[TALLY_LEDGER_NUMBER_TEXT];
    TallyDay due_on;
    TallyMoney amount;
} TallyLedgerEntry;

/** TallyLedgerJournal: a journal in the making; large, so keep it on the heap */
typedef struct {
    TallyLedgerEntry entries[TALLY_LEDGER_MAX_ENTRIES];
    size_t n_entries;
} TallyLedgerJournal;

/** TallyLedgerCharge: what one line of a bill adds to it */
typedef struct {
    TallyLineKind kind;
    TallyMoney amount;
} TallyLedgerCharge;

/** TallyLedgerOpenBill: a bill that is not paid in full; @owed is above zero */
typedef struct {
    char number[TALLY_LEDGER_NUMBER_TEXT];
    TallyDay due_on;
    TallyMoney owed;
} TallyLedgerOpenBill;

/** tally_ledger_code_of: Returns: the account that a line of @kind goes to */
const char *tally_ledger_code_of (TallyLineKind kind);

/**
 * tally_ledger_calc_bill:
 * @account_id: who owes
 * @number: the bill's
 * @due_on: when it is to be paid
 * @charges: (array length=n_charges): its lines
 * @journal: (out): debit receivable; credit revenue by component, levies and tax
 * @error: return location
 *
 * A bill of nothing gives a journal without entries: there is nothing to post.
 *
 * Returns: %FALSE with %TALLY_ERROR_OVERFLOW or %TALLY_ERROR_INVALID
 */
gboolean tally_ledger_calc_bill (int64_t account_id,
                                 const char *number,
                                 TallyDay due_on,
                                 const TallyLedgerCharge *charges,
                                 size_t n_charges,
                                 TallyLedgerJournal *journal,
                                 GError **error);

/**
 * tally_ledger_calc_payment:
 * @into: where the money is: "bank-clearing", "bank" or "cash"
 * @account_id: who pays
 * @amount: above zero
 * @named: (array length=n_named) (nullable): bills the payer names, paid first
 * @open: (array length=n_open): open bills of the account, in any order
 * @journal: (out):
 * @error: return location
 *
 * Pays the bills that the payer names, then the oldest (due first, number
 * next), each in full before the next; what is left waits as "unallocated".
 *
 * Returns: %FALSE with %TALLY_ERROR_OVERFLOW or %TALLY_ERROR_INVALID
 */
gboolean tally_ledger_calc_payment (const char *into,
                                    int64_t account_id,
                                    TallyMoney amount,
                                    const char *const *named,
                                    size_t n_named,
                                    const TallyLedgerOpenBill *open,
                                    size_t n_open,
                                    TallyLedgerJournal *journal,
                                    GError **error);

/**
 * tally_ledger_calc_reverse:
 * @posted: a journal
 * @journal: (out): takes all of it back, entry by entry
 */
void tally_ledger_calc_reverse (const TallyLedgerJournal *posted, TallyLedgerJournal *journal);

/**
 * tally_ledger_calc_credit:
 * @posted: the journal of a bill
 * @owed: what is still to be paid of it
 * @journal: (out): takes the bill back; what was paid on it waits as "unallocated"
 * @error: return location
 */
gboolean tally_ledger_calc_credit (const TallyLedgerJournal *posted,
                                   TallyMoney owed,
                                   TallyLedgerJournal *journal,
                                   GError **error);

/**
 * tally_ledger_calc_refund:
 * @posted: the journal of the payment
 * @returned: what went back of it before, from 0
 * @amount: what goes back now; above zero, at most what is left
 * @journal: (out): takes back what was allocated last, first
 * @error: return location
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when more goes back than came
 */
gboolean tally_ledger_calc_refund (const TallyLedgerJournal *posted,
                                   TallyMoney returned,
                                   TallyMoney amount,
                                   TallyLedgerJournal *journal,
                                   GError **error);

/**
 * tally_ledger_calc_allocation:
 * @credit: what waits as "unallocated", above zero
 * @journal: (out): moves it to the oldest open bills; no entries when none is open
 */
gboolean tally_ledger_calc_allocation (int64_t account_id,
                                       TallyMoney credit,
                                       const TallyLedgerOpenBill *open,
                                       size_t n_open,
                                       TallyLedgerJournal *journal,
                                       GError **error);

/** tally_ledger_calc_clearing: the statement shows the money: clearing to bank */
gboolean tally_ledger_calc_clearing (TallyMoney amount,
                                     TallyLedgerJournal *journal,
                                     GError **error);

/** tally_ledger_calc_sum: Returns: %FALSE with %TALLY_ERROR_OVERFLOW; a journal's sum is 0 */
gboolean tally_ledger_calc_sum (const TallyLedgerJournal *journal, TallyMoney *sum, GError **error);

/**
 * tally_ledger_calc_id:
 * @id: (out): the UUID of the journal of that identity, the same at every try
 */
void tally_ledger_calc_id (int32_t district_id,
                           const char *kind,
                           const char *reference,
                           char id[TALLY_LEDGER_UUID_TEXT]);

G_END_DECLS
