// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-cycle-step.h"

#include "server/guard/tally-audit-store.h"
#include "shared/error/tally-error.h"

#define STREAM "bill"

static gboolean
need_text (const char *text, const char *field, const char *what, GError **error)
{
    if (text != NULL && *text != '\0')
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID, "%s: %s", field, what);
    return FALSE;
}

static gboolean
add (TallyDb *db, gpointer user_data, GError **error)
{
    const TallyBillCycle *cycle = user_data;
    g_autofree char *object = g_strdup_printf ("%d.%s", cycle->district_id, cycle->code);
    TallyAuditEntry entry = { .district_id = cycle->district_id,
                              .stream = STREAM,
                              .person = cycle->person,
                              .address = cycle->address,
                              .action = "bill-cycle",
                              .object = object,
                              .reason = cycle->reason };
    gboolean is_added = FALSE;

    if (!tally_bill_store_add_cycle (db, cycle, &is_added, error))
        return FALSE;
    if (!is_added) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS, "code: district %d has a cycle “%s”",
                     cycle->district_id, cycle->code);
        return FALSE;
    }
    return tally_audit_store_append (db, &entry, error);
}

gboolean
tally_bill_step_add_cycle (TallyDb *db, const TallyBillCycle *cycle, GError **error)
{
    if (!need_text (cycle->name, "name", "in English is expected", error)
        || !need_text (cycle->name_zh, "name_zh", "in Chinese is expected", error)
        || !need_text (cycle->reason, "reason", "say why", error))
        return FALSE;
    if (cycle->code == NULL
        || !g_regex_match_simple ("^[A-Za-z0-9][A-Za-z0-9-]{0,19}\\z", cycle->code, 0, 0)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                     "code: “%s” is not 1 to 20 letters, digits and hyphens",
                     cycle->code != NULL ? cycle->code : "");
        return FALSE;
    }
    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, add, (gpointer) cycle, error);
}

static gboolean
move_one (TallyDb *db, const TallyBillMove *move, const char *account, GError **error)
{
    g_autofree char *object = g_strdup_printf ("%d.%s > %s", move->district_id, account,
                                               *move->code != '\0' ? move->code : "-");
    TallyAuditEntry entry = { .district_id = move->district_id,
                              .stream = STREAM,
                              .person = move->person,
                              .address = move->address,
                              .action = "account-cycle",
                              .object = object,
                              .reason = move->reason };
    gboolean is_known = FALSE;

    if (!tally_bill_store_assign (db, move->district_id, account, move->code, &is_known, error))
        return FALSE;
    if (!is_known) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                     "account: district %d has no account “%s”", move->district_id, account);
        return FALSE;
    }
    return tally_audit_store_append (db, &entry, error);
}

static gboolean
move_all (TallyDb *db, gpointer user_data, GError **error)
{
    const TallyBillMove *move = user_data;
    gboolean is_ours = FALSE;

    if (!tally_bill_store_need_cycle (db, move->district_id, move->code, error)
        || !tally_bill_store_lock_cycles (db, move->district_id, &is_ours, error))
        return FALSE;
    if (!is_ours) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_BUSY,
                     "a bill run of district %d computes: its accounts stay where they are till "
                     "it is done",
                     move->district_id);
        return FALSE;
    }
    for (const char *const *account = move->accounts; *account != NULL; account++) {
        if (!move_one (db, move, *account, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
tally_bill_step_assign (TallyDb *db, const TallyBillMove *move, GError **error)
{
    g_return_val_if_fail (move->code != NULL, FALSE);

    if (!need_text (move->accounts != NULL ? *move->accounts : NULL, "account", "name one", error)
        || !need_text (move->reason, "reason", "say why", error))
        return FALSE;
    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, move_all, (gpointer) move, error);
}
