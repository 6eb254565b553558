// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-paper-store.h"

#include "server/bill/tally-bill-row.h"

GPtrArray *
tally_bill_paper_store_numbers (TallyDb *db,
                                int32_t district_id,
                                const TallyDays *period,
                                const char *run_id,
                                GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT], from[TALLY_DAY_TEXT], to[TALLY_DAY_TEXT];
    const char *values[] = { tally_bill_value (district, district_id),
                             period != NULL ? tally_day_format (period->first, from) : NULL,
                             period != NULL ? tally_day_format (period->end, to) : NULL, run_id };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/paper-numbers", G_N_ELEMENTS (values),
                                              values, error);
    GPtrArray *numbers;

    if (rows == NULL)
        return NULL;
    numbers = g_ptr_array_new_with_free_func (g_free);
    for (int row = 0; row < PQntuples (rows); row++)
        g_ptr_array_add (numbers, g_strdup (PQgetvalue (rows, row, 0)));
    return numbers;
}
