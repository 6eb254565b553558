// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-market-store.h"

#include "server/bill/tally-bill-row.h"
#include "shared/error/tally-error.h"
#include "shared/tariff/tally-tariff-needs.h"

#include <string.h>

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

gboolean
tally_bill_store_load_prices (TallyDb *db,
                              TallyBillRules *rules,
                              const char *series,
                              int32_t version,
                              GError **error)
{
    char from[TALLY_BILL_VALUE_TEXT];
    char to[TALLY_BILL_VALUE_TEXT];
    char wanted[TALLY_BILL_VALUE_TEXT];
    const char *values[] = {
        series, tally_bill_value (from, tally_day_start (rules->zone, rules->period.first)),
        tally_bill_value (to, tally_day_start (rules->zone, rules->period.end)),
        tally_bill_value (wanted, version)
    };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/interval-prices", 4, values, error);
    TallyBillPrices *prices;

    if (rows == NULL)
        return FALSE;
    if (rules->prices == NULL)
        rules->prices = tally_bill_prices_new ();
    prices = g_new0 (TallyBillPrices, 1);
    prices->rows = g_array_new (FALSE, FALSE, sizeof (TallyBillPrice));
    g_hash_table_replace (rules->prices, g_strdup (series), prices);
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyBillPrice price = { tally_bill_get_int64 (rows, row, 0),
                                 tally_bill_get_int32 (rows, row, 1),
                                 tally_bill_get_int64 (rows, row, 2) };

        g_array_append_val (prices->rows, price);
        prices->version = MAX (prices->version, tally_bill_get_int32 (rows, row, 3));
    }
    return TRUE;
}

static gboolean
load_once (TallyDb *db, TallyBillRules *rules, const char *series, GError **error)
{
    return series == NULL
           || (rules->prices != NULL && g_hash_table_contains (rules->prices, series))
           || tally_bill_store_load_prices (db, rules, series, 0, error);
}

gboolean
tally_bill_store_load_all_prices (TallyDb *db, TallyBillRules *rules, GError **error)
{
    GHashTableIter iter;
    gpointer versions;

    g_hash_table_iter_init (&iter, rules->tariffs);
    while (g_hash_table_iter_next (&iter, NULL, &versions)) {
        for (guint i = 0; i < ((GArray *) versions)->len; i++) {
            const TallyBillTariff *version = &g_array_index ((GArray *) versions, TallyBillTariff,
                                                             i);
            TallyTariffNeeds needs = tally_tariff_get_needs (version->tariff);

            if (!load_once (db, rules, needs.import_prices, error)
                || !load_once (db, rules, needs.export_prices, error))
                return FALSE;
        }
    }
    return TRUE;
}

gboolean
tally_bill_store_load_prices_then (TallyDb *db,
                                   TallyBillRules *rules,
                                   const char *prices,
                                   GError **error)
{
    g_auto(GStrv) items = g_strsplit (prices, ";", -1);

    for (char **item = items; *item != NULL; item++) {
        char *at = strrchr (*item, '@');
        int64_t version;

        if (at == NULL || !g_ascii_string_to_signed (at + 1, 10, 0, INT32_MAX, &version, NULL)) {
            g_set_error (error, TALLY_ERROR, TALLY_ERROR_INVALID,
                         "“%.60s” is no series of prices with its version", *item);
            return FALSE;
        }
        *at = '\0';
        if (version > 0
            && !tally_bill_store_load_prices (db, rules, *item, (int32_t) version, error))
            return FALSE;
    }
    return TRUE;
}
