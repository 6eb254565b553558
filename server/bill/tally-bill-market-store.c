// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-market-store.h"

#include "server/bill/tally-bill-row.h"

static void
note_meters (GArray *agreements, int64_t point_id, TallyBillMeters meters)
{
    for (guint i = 0; i < agreements->len; i++) {
        TallyBillAgreement *agreement = &g_array_index (agreements, TallyBillAgreement, i);

        if (agreement->point_id == point_id && agreement->n_meters < TALLY_BILL_MAX_METERS)
            agreement->meters[agreement->n_meters++] = meters;
    }
}

gboolean
tally_bill_store_load_meters (TallyDb *db,
                              const char *const *values,
                              GArray *agreements,
                              GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/meters", 5, values, error);

    if (rows == NULL)
        return FALSE;
    for (int row = 0; row < PQntuples (rows); row++)
        note_meters (agreements, tally_bill_get_int64 (rows, row, 0),
                     (TallyBillMeters){ { tally_bill_get_int32 (rows, row, 1) },
                                        tally_bill_get_int32 (rows, row, 2) });
    return TRUE;
}

gboolean
tally_bill_store_load_peaks (TallyDb *db, TallyBillRules *rules, int32_t version, GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char wanted[TALLY_BILL_VALUE_TEXT];
    char month[TALLY_DAY_TEXT];
    const char *values[] = { tally_bill_value (district, rules->district_id),
                             tally_day_format (rules->period.first, month),
                             tally_bill_value (wanted, version) };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/system-peaks", 3, values, error);

    if (rows == NULL)
        return FALSE;
    g_clear_pointer (&rules->peaks, g_array_unref);
    rules->peaks = g_array_new (FALSE, FALSE, sizeof (TallyBillSpan));
    rules->peaks_version = 0;
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyBillSpan span = { tally_bill_get_int64 (rows, row, 1),
                               tally_bill_get_int32 (rows, row, 2) };

        rules->peaks_version = tally_bill_get_int32 (rows, row, 0);
        g_array_append_val (rules->peaks, span);
    }
    return TRUE;
}
