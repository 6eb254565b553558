// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-cycle-store.h"

#include "server/bill/tally-bill-row.h"
#include "shared/error/tally-error.h"

/* No row is FALSE too. */
static gboolean
ask (TallyDb *db,
     const char *name,
     size_t n,
     const char *const *values,
     gboolean *is_so,
     GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, name, n, values, error);

    if (rows == NULL)
        return FALSE;
    *is_so = PQntuples (rows) == 1 && PQgetvalue (rows, 0, 0)[0] == 't';
    return TRUE;
}

gboolean
tally_bill_store_add_cycle (TallyDb *db,
                            const TallyBillCycle *cycle,
                            gboolean *is_added,
                            GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { tally_bill_value (district, cycle->district_id), cycle->code,
                             cycle->name, cycle->name_zh, cycle->person };

    return ask (db, "bill/cycle-add", G_N_ELEMENTS (values), values, is_added, error);
}

gboolean
tally_bill_store_need_cycle (TallyDb *db, int32_t district_id, const char *code, GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { tally_bill_value (district, district_id), code };
    gboolean is_known = FALSE;

    if (*code == '\0')
        return TRUE;
    if (!ask (db, "bill/cycle-known", G_N_ELEMENTS (values), values, &is_known, error))
        return FALSE;
    if (!is_known)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                     "cycle: district %d has no cycle “%s”", district_id, code);
    return is_known;
}

gboolean
tally_bill_store_lock_cycles (TallyDb *db, int32_t district_id, gboolean *is_ours, GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { tally_bill_value (district, district_id) };

    return ask (db, "bill/cycle-lock", G_N_ELEMENTS (values), values, is_ours, error);
}

gboolean
tally_bill_store_assign (TallyDb *db,
                         int32_t district_id,
                         const char *account,
                         const char *code,
                         gboolean *is_known,
                         GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { tally_bill_value (district, district_id), account, code };

    return ask (db, "bill/cycle-assign", G_N_ELEMENTS (values), values, is_known, error);
}

char *
tally_bill_store_list_cycles (TallyDb *db, int32_t district_id, GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { tally_bill_value (district, district_id) };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/cycle-list", G_N_ELEMENTS (values), values,
                                              error);

    return rows != NULL ? g_strdup (PQgetvalue (rows, 0, 0)) : NULL;
}
