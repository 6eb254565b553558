// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-store.h"
#include "server/ledger/tally-ledger-step.h"
#include "shared/error/tally-error.h"

/* Bills of one transaction: few enough to be quick, many enough to be cheap. */
#define BILLS_AT_ONCE 200

typedef struct {
    const char *run_id;
    TallyDay issued_on;
    const char *made_by;
    TallyLedgerJournal *journal;
    guint n_issued; /* by the last transaction */
} Issue;

static gboolean
post_bill (TallyDb *db, const Issue *issue, const TallyBillIssued *bill, GError **error)
{
    TallyLedgerHead head = { bill->district_id, "bill", bill->number, issue->issued_on,
                             issue->made_by };
    TallyLedgerCharge charges[TALLY_LINE_KINDS];
    gboolean is_new;

    for (size_t i = 0; i < bill->n_charges; i++)
        charges[i] = (TallyLedgerCharge){ bill->charges[i].kind, bill->charges[i].amount };
    if (!tally_ledger_calc_bill (bill->account_id, bill->number, bill->due_on, charges,
                                 bill->n_charges, issue->journal, error))
        return FALSE;
    if (issue->journal->n_entries == 0)
        return TRUE;
    return tally_ledger_store_post (db, &head, issue->journal, &is_new, error)
           && tally_ledger_step_allocate (db, bill->district_id, bill->account_id, bill->number,
                                          issue->issued_on, issue->made_by, error);
}

static gboolean
issue_some (TallyDb *db, gpointer user_data, GError **error)
{
    Issue *issue = user_data;
    g_autoptr(GArray) bills = tally_bill_store_issue (db, issue->run_id, issue->issued_on,
                                                       BILLS_AT_ONCE, error);

    if (bills == NULL)
        return FALSE;
    for (guint i = 0; i < bills->len; i++) {
        const TallyBillIssued *bill = &g_array_index (bills, TallyBillIssued, i);

        if (!post_bill (db, issue, bill, error)) {
            g_prefix_error (error, "bill %s: ", bill->number);
            return FALSE;
        }
    }
    issue->n_issued = bills->len;
    return TRUE;
}

gboolean
tally_ledger_step_issue (TallyDb *db,
                         const char *run_id,
                         TallyDay issued_on,
                         const char *made_by,
                         int64_t *n_issued,
                         GError **error)
{
    g_autofree TallyLedgerJournal *journal = g_new (TallyLedgerJournal, 1);
    Issue issue = { run_id, issued_on, made_by, journal, 1 };
    g_auto(TallyBillRun) run = { 0 };

    *n_issued = 0;
    if (!tally_bill_store_get_run (db, run_id, &run, error))
        return FALSE;
    if (!g_str_equal (run.state, "computed") && !g_str_equal (run.state, "issued")) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "the run is %s: only a computed run can be issued", run.state);
        return FALSE;
    }
    while (issue.n_issued > 0) {
        if (!tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, issue_some, &issue, error))
            return FALSE;
        *n_issued += issue.n_issued;
    }
    return tally_bill_store_issue_end (db, run_id, error);
}

typedef struct {
    const char *number;
    TallyDay issued_on;
    const char *made_by;
    char *credit;
    TallyLedgerJournal *posted;
    TallyLedgerJournal *journal;
} Credit;

static TallyMoney
owed_of (const GArray *open, const char *number)
{
    for (guint i = 0; i < open->len; i++) {
        const TallyLedgerOpenBill *bill = &g_array_index (open, TallyLedgerOpenBill, i);

        if (g_str_equal (bill->number, number))
            return bill->owed;
    }
    return (TallyMoney){ 0 };
}

static gboolean
post_credit (TallyDb *db, const Credit *credit, const TallyBillIssued *bill, GError **error)
{
    TallyLedgerHead head = { bill->district_id, "credit", credit->credit, credit->issued_on,
                             credit->made_by };
    g_autoptr(GArray) open = NULL;
    gboolean is_new;

    if (!tally_ledger_store_lock (db, bill->district_id, bill->account_id, error)
        || !tally_ledger_store_get (db, bill->district_id, "bill", bill->number, credit->posted,
                                    error))
        return FALSE;
    if (credit->posted->n_entries == 0)
        return TRUE; /* a bill of nothing */
    open = tally_ledger_store_open_bills (db, bill->district_id, bill->account_id, error);
    return open != NULL
           && tally_ledger_calc_credit (credit->posted, owed_of (open, bill->number),
                                        credit->journal, error)
           && tally_ledger_store_post (db, &head, credit->journal, &is_new, error);
}

static gboolean
credit_inside (TallyDb *db, gpointer user_data, GError **error)
{
    Credit *credit = user_data;
    TallyBillIssued bill;

    return tally_bill_store_credit (db, credit->number, credit->issued_on, &bill, credit->credit,
                                    error)
           && post_credit (db, credit, &bill, error);
}

gboolean
tally_ledger_step_credit (TallyDb *db,
                          const char *number,
                          TallyDay issued_on,
                          const char *made_by,
                          char credit[TALLY_LEDGER_NUMBER_TEXT],
                          GError **error)
{
    g_autofree TallyLedgerJournal *posted = g_new (TallyLedgerJournal, 1);
    g_autofree TallyLedgerJournal *journal = g_new (TallyLedgerJournal, 1);
    Credit work = { number, issued_on, made_by, credit, posted, journal };

    G_STATIC_ASSERT (TALLY_LEDGER_NUMBER_TEXT == TALLY_BILL_NUMBER_TEXT);
    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, credit_inside, &work, error);
}
