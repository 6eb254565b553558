// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/db/tally-db.h"
#include "server/ledger/tally-ledger-calc.h"

G_BEGIN_DECLS

/** TALLY_LEDGER_MAX_OPEN: most open bills of one account that are looked at */
#define TALLY_LEDGER_MAX_OPEN 300

/**
 * TallyLedgerHead:
 * @kind: of ledger.journal: "bill", "credit", "payment", "refund", "chargeback", "clearing",
 *   "allocation", "manual"
 * @reference: what it is about; unique within district and kind
 * @undoes: (nullable): reference of the payment a refund or charge-back takes back
 */
typedef struct {
    int32_t district_id;
    const char *kind;
    const char *reference;
    TallyDay booked_on;
    const char *made_by;
    const char *undoes;
} TallyLedgerHead;

/**
 * tally_ledger_store_post:
 * @db: a connection of the settle role
 * @head: its identity
 * @journal: two entries or more
 * @is_new: (out): %FALSE when the very same journal was posted before
 * @error: return location
 *
 * Returns: %FALSE with %TALLY_ERROR_INVALID when it does not balance, or
 *   %TALLY_ERROR_EXISTS when that identity was posted with other entries
 */
gboolean tally_ledger_store_post (TallyDb *db,
                                  const TallyLedgerHead *head,
                                  const TallyLedgerJournal *journal,
                                  gboolean *is_new,
                                  GError **error);

/**
 * tally_ledger_store_get:
 * @journal: (out): what was posted; no entries when nothing was
 */
gboolean tally_ledger_store_get (TallyDb *db,
                                 int32_t district_id,
                                 const char *kind,
                                 const char *reference,
                                 TallyLedgerJournal *journal,
                                 GError **error);

/**
 * tally_ledger_store_of_bills:
 * @references: numbers of bills and credit notes
 *
 * Returns: (transfer full): "KIND REFERENCE" -> TallyLedgerJournal; what is not posted is not in it
 */
GHashTable *tally_ledger_store_of_bills (TallyDb *db,
                                         int32_t district_id,
                                         GPtrArray *references,
                                         GError **error);

/** tally_ledger_store_count_bills: @n: (out): journals of bills */
gboolean tally_ledger_store_count_bills (TallyDb *db, int64_t *n, GError **error);

/** tally_ledger_store_bill_references: Returns: (transfer full): the bills it has journals of */
GPtrArray *tally_ledger_store_bill_references (TallyDb *db, GError **error);

/** tally_ledger_store_lock: until the transaction ends, no other allocates for this account */
gboolean tally_ledger_store_lock (TallyDb *db,
                                  int32_t district_id,
                                  int64_t account_id,
                                  GError **error);

/**
 * tally_ledger_store_open_bills:
 * @db: any role that sees the account, the portal's too
 *
 * Returns: (transfer full) (element-type TallyLedgerOpenBill): oldest first
 */
GArray *tally_ledger_store_open_bills (TallyDb *db,
                                       int32_t district_id,
                                       int64_t account_id,
                                       GError **error);

/**
 * TallyLedgerBalance:
 * @receivable: what is owed on bills
 * @overdue: part of it that was due before the day asked for
 * @unallocated: money of the customer that waits for a bill; above zero is his
 */
typedef struct {
    TallyMoney receivable;
    TallyMoney overdue;
    TallyMoney unallocated;
} TallyLedgerBalance;

gboolean tally_ledger_store_balance (TallyDb *db,
                                     int32_t district_id,
                                     int64_t account_id,
                                     TallyDay today,
                                     TallyLedgerBalance *balance,
                                     GError **error);

/**
 * TallyLedgerCheck:
 * @n_journals: how many there are
 * @n_entries: how many there are
 * @sum: of all entries; 0
 * @fault: (nullable): the first journal that does not balance or lacks entries, as text
 */
typedef struct {
    int64_t n_journals;
    int64_t n_entries;
    char sum[48];
    char *fault;
} TallyLedgerCheck;

void tally_ledger_check_clear (TallyLedgerCheck *check);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TallyLedgerCheck, tally_ledger_check_clear)

/** tally_ledger_store_check: adds up the whole ledger */
gboolean tally_ledger_store_check (TallyDb *db, TallyLedgerCheck *check, GError **error);

/**
 * tally_ledger_store_returned:
 * @head: of a refund or charge-back, with what it undoes
 * @into: account kind the payment came into
 * @all: (out): what went back of that payment so far
 * @own: (out): of it, by this very journal; 0 when it is not posted
 *
 * Hold the account's lock: what is read must not change before it is used.
 */
gboolean tally_ledger_store_returned (TallyDb *db,
                                      const TallyLedgerHead *head,
                                      const char *into,
                                      TallyMoney *all,
                                      TallyMoney *own,
                                      GError **error);

G_END_DECLS
