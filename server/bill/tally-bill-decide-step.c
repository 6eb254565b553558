// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-decide-step.h"

#include "server/guard/tally-audit-store.h"
#include "shared/error/tally-error.h"

#define STREAM "bill"

typedef struct {
    const TallyBillDecision *decision;
    int64_t n_moved;
} Deciding;

/* Why a single bill did not move. */
static gboolean
explain_refusal (TallyDb *db, const TallyBillDecision *decision, GError **error)
{
    g_autofree char *state = NULL;
    g_autofree char *reasons = NULL;

    if (!tally_bill_store_get_state (db, decision->number, &state, &reasons, error))
        return FALSE;
    if (decision->is_release && g_str_equal (state, "held"))
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "bill %s has no price (%s): mend that and compute it again", decision->number,
                     reasons);
    else
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     decision->is_release ? "bill %s is %s: only a held bill is released"
                                          : "bill %s is %s: only a bill that is ready is held",
                     decision->number, state);
    return FALSE;
}

static gboolean
record (TallyDb *db, const Deciding *work, int32_t district_id, GError **error)
{
    const TallyBillDecision *decision = work->decision;
    g_autofree char *all = g_strdup_printf ("%" G_GINT64_FORMAT " of run %s, %s", work->n_moved,
                                            decision->run_id,
                                            decision->check != NULL ? decision->check : "all");
    TallyAuditEntry entry = { .district_id = decision->number != NULL ? district_id
                                                                      : decision->district_id,
                              .stream = STREAM,
                              .person = decision->person,
                              .address = decision->address,
                              .action = decision->is_release ? "bill-release" : "bill-hold",
                              .object = decision->number != NULL ? decision->number : all,
                              .reason = decision->reason };

    return tally_audit_store_append (db, &entry, error);
}

static gboolean
decide (TallyDb *db, gpointer user_data, GError **error)
{
    Deciding *work = user_data;
    const TallyBillDecision *decision = work->decision;
    int32_t district_id;

    if (!tally_bill_store_decided (db, decision->decision_id, &work->n_moved, error))
        return FALSE;
    if (work->n_moved > 0)
        return TRUE; /* the same request again */
    if (!tally_bill_store_decide (db, decision, &work->n_moved, &district_id, error))
        return FALSE;
    if (work->n_moved == 0
        && (!tally_bill_store_decided (db, decision->decision_id, &work->n_moved, error)
            || work->n_moved > 0)) /* it came twice at once, and the other was quicker */
        return work->n_moved > 0;
    if (work->n_moved == 0 && decision->number != NULL)
        return explain_refusal (db, decision, error);
    if (decision->n_expected >= 0 && work->n_moved != decision->n_expected) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "%" G_GINT64_FORMAT " bills match now, not %" G_GINT64_FORMAT
                     ": look again before you decide",
                     work->n_moved, decision->n_expected);
        return FALSE;
    }
    return record (db, work, district_id, error);
}

static gboolean
need_reason (const char *reason, GError **error)
{
    if (reason != NULL && *reason != '\0')
        return TRUE;
    g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID, "reason: say why");
    return FALSE;
}

gboolean
tally_bill_step_decide (TallyDb *db,
                        const TallyBillDecision *decision,
                        int64_t *n_moved,
                        GError **error)
{
    Deciding work = { decision, 0 };
    size_t check;

    g_return_val_if_fail ((decision->number == NULL) != (decision->run_id == NULL), FALSE);

    if (!need_reason (decision->reason, error))
        return FALSE;
    if (decision->check != NULL && !g_str_equal (decision->check, "clerk")
        && !tally_bill_reason_find (decision->check, &check)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "check: “%s” is not known",
                     decision->check);
        return FALSE;
    }
    if (!tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, decide, &work, error))
        return FALSE;
    *n_moved = work.n_moved;
    return TRUE;
}

static gboolean
set_check (TallyDb *db, gpointer user_data, GError **error)
{
    const TallyBillSetting *setting = user_data;
    TallyAuditEntry entry = { .stream = STREAM,
                              .person = setting->person,
                              .address = setting->address,
                              .action = "bill-check",
                              .object = setting->check,
                              .reason = setting->reason };
    gboolean is_set = FALSE;

    if (!tally_bill_store_set_check (db, setting, &is_set, error))
        return FALSE;
    if (!is_set) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "version %d of the check %s is not the newest: look again",
                     setting->base_version, setting->check);
        return FALSE;
    }
    return tally_audit_store_append (db, &entry, error);
}

gboolean
tally_bill_step_set_check (TallyDb *db, const TallyBillSetting *setting, GError **error)
{
    size_t check;

    if (!need_reason (setting->reason, error))
        return FALSE;
    if (!tally_bill_reason_find (setting->check, &check)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no check “%s”",
                     setting->check);
        return FALSE;
    }
    if (setting->severity != TALLY_BILL_HOLD
        && ((1u << check) & (TALLY_BILL_HOLD_MISSING_TARIFF | TALLY_BILL_HOLD_UNPRICED)) != 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "severity: what has no price is always held (%s)", setting->check);
        return FALSE;
    }
    if (setting->bound < 0 || setting->least < 0) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: it cannot be negative",
                     setting->bound < 0 ? "bound" : "least");
        return FALSE;
    }
    if (g_str_equal (setting->check, "history") && setting->bound < 100) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "bound: 100 percent is the usual amount itself");
        return FALSE;
    }
    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, set_check, (gpointer) setting,
                              error);
}
