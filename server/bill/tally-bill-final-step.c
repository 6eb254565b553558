// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-correct-step.h"

#include "server/bill/tally-bill-unit-step.h"
#include "server/guard/tally-audit-store.h"
#include "shared/error/tally-error.h"

/* The last bill of an agreement, off cycle. */

static gboolean
may_end (const TallyBillClosing *closing, const TallyBillClosed *closed, GError **error)
{
    char day[TALLY_DAY_TEXT];
    TallyDay end = { closing->last_day.number + 1 };
    TallyDay ended = { closed->valid.end.number - 1 };

    if (closing->last_day.number < closed->valid.first.number) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "last_day: the agreement begins on %s",
                     tally_day_format (closed->valid.first, day));
        return FALSE;
    }
    if (closed->valid.end.number < end.number) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS, "the agreement ended on %s",
                     tally_day_format (ended, day));
        return FALSE;
    }
    if (closed->last_bill[0] == '\0' || closed->billed_end.number <= end.number)
        return TRUE;
    ended.number = closed->billed_end.number - 1;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                 "last_day: bill %s is issued up to %s: close it then or later, or cancel that "
                 "bill first",
                 closed->last_bill, tally_day_format (ended, day));
    return FALSE;
}

static gboolean
bill (TallyDb *db,
      const TallyBillClosing *closing,
      const TallyBillClosed *closed,
      TallyDays period,
      GError **error)
{
    g_autoptr(TallyBillSheet) sheet = tally_bill_sheet_new ();
    TallyBillUnit unit = { closing->district_id, 0, closed->point_id, closed->point_id };
    TallyBillOne one = { .district_id = closing->district_id,
                         .point_id = closed->point_id,
                         .agreement_id = closed->agreement_id,
                         .day = period.first };
    const TallyBill *made;
    int64_t n_held;

    if (!tally_bill_unit_make_one (db, &one, sheet, error)
        || !tally_bill_store_save (db, closing->run_id, NULL, sheet, error))
        return FALSE;
    made = &g_array_index (sheet->bills, TallyBill, 0);
    n_held = made->reasons != 0 ? 1 : 0;
    return tally_bill_store_unit_done (db, closing->run_id, &unit, n_held, made->total.minor, error)
           && tally_bill_store_sum_run (db, closing->run_id, error)
           && tally_bill_store_end_final (db, closing->run_id, error);
}

typedef struct {
    const TallyBillClosing *closing;
    TallyBillRun *run;
} Work;

static gboolean
close_in_transaction (TallyDb *db, gpointer user_data, GError **error)
{
    const Work *work = user_data;
    const TallyBillClosing *closing = work->closing;
    TallyDays period = tally_days_of_month (closing->last_day);
    TallyBillClosed closed;
    g_autofree char *object = NULL;
    TallyAuditEntry entry = { .district_id = closing->district_id,
                              .stream = "bill",
                              .person = closing->person,
                              .address = closing->address,
                              .action = "agreement-close",
                              .reason = closing->reason };
    g_autoptr(GError) none = NULL;

    if (!tally_bill_store_get_agreement (db, closing, &closed, error))
        return FALSE;
    if (tally_bill_store_get_run (db, closing->run_id, work->run, &none))
        return TRUE; /* the same request again */
    if (!g_error_matches (none, TALLY_ERROR, TALLY_ERROR_NOT_FOUND)) {
        g_propagate_error (error, g_steal_pointer (&none));
        return FALSE;
    }
    object = g_strdup_printf ("%d.%" G_GINT64_FORMAT, closing->district_id, closed.agreement_id);
    entry.object = object;
    return may_end (closing, &closed, error)
           && tally_bill_store_close (db, closing, &closed, period, error)
           && bill (db, closing, &closed, period, error)
           && tally_audit_store_append (db, &entry, error)
           && tally_bill_store_get_run (db, closing->run_id, work->run, error);
}

gboolean
tally_bill_step_final (TallyDb *db,
                       const TallyBillClosing *closing,
                       TallyBillRun *run,
                       GError **error)
{
    Work work = { closing, run };

    if (closing->reason == NULL || *closing->reason == '\0') {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "reason: say why");
        return FALSE;
    }
    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, close_in_transaction, &work,
                              error);
}
