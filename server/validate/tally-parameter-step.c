// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-parameter-step.h"

#include "server/guard/tally-audit-store.h"
#include "shared/error/tally-error.h"

typedef struct {
    const TallyParameterOrder *order;
    gboolean is_new;
} Change;

static gboolean
set (TallyDb *db, gpointer user_data, GError **error)
{
    Change *change = user_data;
    const TallyParameterOrder *order = change->order;
    g_autofree char *before = NULL;
    g_autofree char *object = NULL;
    char day[TALLY_DAY_TEXT];
    TallyAuditEntry entry = { .stream = "validate",
                              .person = order->person,
                              .address = order->address != NULL ? order->address : "",
                              .action = "parameter-set",
                              .reason = order->reason };

    if (!tally_parameter_store_set (db, order, &change->is_new, &before, error))
        return FALSE;
    if (!change->is_new)
        return TRUE;
    object = g_strdup_printf ("%s %s.%s from %s: %s -> %" G_GINT64_FORMAT, order->point_kind,
                              order->rule, order->name, tally_day_format (order->valid_from, day),
                              before, order->value);
    entry.object = object;
    return tally_audit_store_append (db, &entry, error);
}

gboolean
tally_parameter_step_set (TallyDb *db,
                          const TallyParameterOrder *order,
                          gboolean *is_new,
                          GError **error)
{
    g_autofree char *name = g_strdup_printf ("%s.%s", order->rule, order->name);
    Change change = { .order = order };

    if (!tally_point_kind_is_known (order->point_kind)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, "no point is of the kind %s",
                     order->point_kind);
        return FALSE;
    }
    if (!tally_rules_check (name, order->value, error)
        || !tally_db_transact (db, TALLY_ISOLATION_EACH_STATEMENT, set, &change, error))
        return FALSE;
    *is_new = change.is_new;
    return TRUE;
}
