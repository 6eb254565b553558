// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/settle/tally-settle-step.h"

#include "server/settle/tally-settle-draft.h"
#include "shared/error/tally-error.h"

typedef struct {
    const char *settlement_id;
    const char *from;
    const char *to;
    const char *person;
    const char *reason;
    int *n_red;
} Move;

static gboolean
need (TallyDb *db, const char *settlement_id, TallySettlement *settlement, GError **error)
{
    gboolean is_there = FALSE;

    if (!tally_settle_store_get (db, settlement_id, settlement, &is_there, error))
        return FALSE;
    if (!is_there)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "there is no settlement %s",
                     settlement_id);
    return is_there;
}

/* Somebody who repeats his own step finds it done; anybody else is told who was quicker. */
static gboolean
move_in_transaction (TallyDb *db, gpointer user_data, GError **error)
{
    const Move *move = user_data;
    g_auto(TallySettlement) settlement = { 0 };
    gboolean has_moved = FALSE;

    if (!need (db, move->settlement_id, &settlement, error)
        || !tally_settle_store_move (db, move->settlement_id, move->from, move->to, move->person,
                                     move->reason, &has_moved, error))
        return FALSE;
    if (!has_moved) {
        const char *by = g_str_equal (settlement.state, "submitted") ? settlement.submitted_by
                                                                     : settlement.decided_by;

        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "the settlement is %s already%s%s, so it cannot become %s", settlement.state,
                     *by != '\0' ? ", by " : "", by, move->to);
    }
    return has_moved;
}

static gboolean
move (TallyDb *db, Move *move_to, GError **error)
{
    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, move_in_transaction, move_to,
                              error);
}

static gboolean
audit_in_transaction (TallyDb *db, gpointer user_data, GError **error)
{
    Move *move_to = user_data;
    g_auto(TallySettlement) settlement = { 0 };
    g_autoptr(GArray) statements = NULL;
    g_autoptr(GArray) findings = g_array_new (FALSE, FALSE, sizeof (TallyAuditFinding));
    gboolean has_moved = FALSE;

    if (!need (db, move_to->settlement_id, &settlement, error))
        return FALSE;
    if (!g_str_equal (settlement.state, "draft")) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "the settlement is %s: only a draft is audited", settlement.state);
        return FALSE;
    }
    statements = tally_settle_store_statements (db, move_to->settlement_id, error);
    if (statements == NULL)
        return FALSE;
    tally_settle_audit ((const TallySettleStatement *) (gpointer) statements->data, statements->len,
                        tally_days_count (settlement.period), findings);
    *move_to->n_red = 0;
    for (guint i = 0; i < findings->len; i++)
        *move_to->n_red += g_array_index (findings, TallyAuditFinding, i).result == TALLY_AUDIT_RED;
    if (!tally_settle_store_audit (db, move_to->settlement_id, findings, error))
        return FALSE;
    return *move_to->n_red > 0
           || tally_settle_store_move (db, move_to->settlement_id, "draft", "audited",
                                       move_to->person, "", &has_moved, error);
}

gboolean
tally_settle_step_audit (TallyDb *db,
                         const char *settlement_id,
                         const char *person,
                         int *n_red,
                         GError **error)
{
    Move move_to = { .settlement_id = settlement_id, .person = person, .n_red = n_red };

    return tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, audit_in_transaction, &move_to,
                              error);
}

gboolean
tally_settle_step_submit (TallyDb *db,
                          const char *settlement_id,
                          const char *person,
                          GError **error)
{
    Move to = { settlement_id, "audited", "submitted", person, "", NULL };

    return move (db, &to, error);
}

gboolean
tally_settle_step_approve (TallyDb *db,
                           const char *settlement_id,
                           const char *person,
                           GError **error)
{
    Move to = { settlement_id, "submitted", "approved", person, "", NULL };

    return move (db, &to, error);
}

gboolean
tally_settle_step_return (TallyDb *db,
                          const char *settlement_id,
                          const char *person,
                          const char *reason,
                          GError **error)
{
    Move to = { settlement_id, "submitted", "returned", person, reason, NULL };

    if (reason == NULL || *reason == '\0') {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                             "reason: say what has to be mended");
        return FALSE;
    }
    return move (db, &to, error);
}

gboolean
tally_settle_step_publish (TallyDb *db,
                           const char *settlement_id,
                           const char *person,
                           GError **error)
{
    Move to = { settlement_id, "approved", "published", person, "", NULL };

    return move (db, &to, error);
}
