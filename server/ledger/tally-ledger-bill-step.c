// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-correct-store.h"
#include "server/guard/tally-audit-store.h"
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

typedef struct {
    const TallyLedgerCorrection *correction;
    char *credit;
    TallyLedgerJournal *posted;
    TallyLedgerJournal *journal;
} Correct;

/* Whether there is anything left to do, or why not. */
static gboolean
may_issue (const TallyLedgerCorrection *asked,
           const TallyBillCorrection *correction,
           gboolean is_there,
           gboolean *is_done,
           GError **error)
{
    *is_done = FALSE;
    if (!is_there || (asked->district_id != 0 && asked->district_id != correction->district_id)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no correction %s",
                     asked->correction_id);
        return FALSE;
    }
    *is_done = g_str_equal (correction->state, "issued")
               && g_str_equal (correction->decided_by, asked->person);
    if (*is_done)
        return TRUE;
    if (!g_str_equal (correction->state, "waiting")) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "the correction is %s: only one that waits is issued", correction->state);
        return FALSE;
    }
    if (!g_str_equal (correction->ordered_by, asked->person))
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN,
                         "who ordered a correction cannot issue it: another person has to");
    return FALSE;
}

static gboolean
issue_draft (TallyDb *db, const Correct *work, const char *number, GError **error)
{
    Issue issue = { NULL, work->correction->day, work->correction->person, work->journal, 0 };
    g_autoptr(GArray) bills = tally_bill_store_issue_draft (db, number, issue.issued_on, error);

    if (bills == NULL)
        return FALSE;
    if (bills->len != 1) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INTERNAL, "the draft %s is gone", number);
        return FALSE;
    }
    return post_bill (db, &issue, &g_array_index (bills, TallyBillIssued, 0), error);
}

static gboolean
correct_inside (TallyDb *db, gpointer user_data, GError **error)
{
    Correct *work = user_data;
    const TallyLedgerCorrection *asked = work->correction;
    g_auto(TallyBillCorrection) found = { 0 };
    Credit credit = { NULL, asked->day, asked->person, work->credit, work->posted, work->journal };
    TallyAuditEntry entry = { .stream = "bill",
                              .person = asked->person,
                              .address = asked->address,
                              .action = "bill-correction-issue",
                              .reason = asked->reason };
    gboolean is_there;
    gboolean is_done;

    if (!tally_bill_store_get_correction (db, asked->correction_id, &found, &is_there, error)
        || !may_issue (asked, &found, is_there, &is_done, error))
        return FALSE;
    if (is_done) {
        g_strlcpy (work->credit, found.credit_number, TALLY_LEDGER_NUMBER_TEXT);
        return TRUE;
    }
    credit.number = found.number;
    entry.district_id = found.district_id;
    entry.object = found.number;
    return credit_inside (db, &credit, error)
           && (found.new_number[0] == '\0' || issue_draft (db, work, found.new_number, error))
           && tally_bill_store_end_correction (db, asked->correction_id, "issued", asked->person,
                                               asked->reason, work->credit, error)
           && tally_audit_store_append (db, &entry, error);
}

gboolean
tally_ledger_step_correct (TallyDb *db,
                           const TallyLedgerCorrection *correction,
                           char credit[TALLY_LEDGER_NUMBER_TEXT],
                           GError **error)
{
    g_autofree TallyLedgerJournal *posted = g_new (TallyLedgerJournal, 1);
    g_autofree TallyLedgerJournal *journal = g_new (TallyLedgerJournal, 1);
    Correct work = { correction, credit, posted, journal };

    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, correct_inside, &work, error);
}
