// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ledger/tally-ledger-step.h"

#include "shared/error/tally-error.h"

static size_t
count (const char *const *texts)
{
    return texts != NULL ? g_strv_length ((char **) texts) : 0;
}

gboolean
tally_ledger_step_pay (TallyDb *db,
                       const TallyLedgerReceipt *receipt,
                       gboolean *is_new,
                       GError **error)
{
    TallyLedgerHead head = { receipt->district_id, "payment", receipt->reference,
                             receipt->booked_on, receipt->made_by };
    g_autofree TallyLedgerJournal *journal = g_new (TallyLedgerJournal, 1);
    g_autoptr(GArray) open = NULL;

    *is_new = FALSE;
    if (!tally_ledger_store_lock (db, receipt->district_id, receipt->account_id, error)
        || !tally_ledger_store_get (db, head.district_id, head.kind, head.reference, journal,
                                    error))
        return FALSE;
    if (journal->n_entries > 0)
        return TRUE;

    open = tally_ledger_store_open_bills (db, receipt->district_id, receipt->account_id, error);
    return open != NULL
           && tally_ledger_calc_payment (receipt->into, receipt->account_id, receipt->amount,
                                         receipt->bill_numbers, count (receipt->bill_numbers),
                                         (const TallyLedgerOpenBill *) (void *) open->data,
                                         open->len, journal, error)
           && tally_ledger_store_post (db, &head, journal, is_new, error);
}

gboolean
tally_ledger_step_return (TallyDb *db,
                          const TallyLedgerReturn *what,
                          gboolean *is_new,
                          GError **error)
{
    TallyLedgerHead head = { what->district_id, what->kind,    what->reference,
                             what->booked_on,   what->made_by, what->payment_reference };
    g_autofree TallyLedgerJournal *payment = g_new (TallyLedgerJournal, 1);
    g_autofree TallyLedgerJournal *journal = g_new (TallyLedgerJournal, 1);

    TallyMoney all;
    TallyMoney own;

    *is_new = FALSE;
    if (!tally_ledger_store_lock (db, what->district_id, what->account_id, error)
        || !tally_ledger_store_get (db, what->district_id, "payment", what->payment_reference,
                                    payment, error))
        return FALSE;
    if (payment->n_entries == 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no payment %s",
                     what->payment_reference);
        return FALSE;
    }
    if (!tally_ledger_store_returned (db, &head, payment->entries[0].code, &all, &own, error))
        return FALSE;
    if (own.minor != 0 && own.minor == what->amount.minor)
        return TRUE;
    if (own.minor != 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS, "%s %s was posted with another amount",
                     what->kind, what->reference);
        return FALSE;
    }
    return tally_ledger_calc_refund (payment, all, what->amount, journal, error)
           && tally_ledger_store_post (db, &head, journal, is_new, error);
}

gboolean
tally_ledger_step_allocate (TallyDb *db,
                            int32_t district_id,
                            int64_t account_id,
                            const char *reference,
                            TallyDay booked_on,
                            const char *made_by,
                            GError **error)
{
    TallyLedgerHead head = { district_id, "allocation", reference, booked_on, made_by };
    g_autofree TallyLedgerJournal *journal = g_new (TallyLedgerJournal, 1);
    g_autoptr(GArray) open = NULL;
    TallyLedgerBalance balance;
    gboolean is_new;

    if (!tally_ledger_store_lock (db, district_id, account_id, error)
        || !tally_ledger_store_balance (db, district_id, account_id, booked_on, &balance, error))
        return FALSE;
    if (balance.unallocated.minor <= 0)
        return TRUE;

    open = tally_ledger_store_open_bills (db, district_id, account_id, error);
    if (open == NULL
        || !tally_ledger_calc_allocation (account_id, balance.unallocated,
                                          (const TallyLedgerOpenBill *) (void *) open->data,
                                          open->len, journal, error))
        return FALSE;
    return journal->n_entries == 0 || tally_ledger_store_post (db, &head, journal, &is_new, error);
}
