// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/tally-bill-to-date-store.h"

#include "server/bill/tally-bill-row.h"

#define US 1000000

static void
piece_clear (gpointer data)
{
    TallyBillPiece *piece = data;

    g_clear_pointer (&piece->mark, g_free);
    g_clear_pointer (&piece->old_mark, g_free);
}

GArray *
tally_bill_store_districts (TallyDb *db, int32_t district_id, GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    const char *value = tally_bill_value (district, district_id);
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/districts", 1, &value, error);
    GArray *districts;

    if (rows == NULL)
        return NULL;
    districts = g_array_new (FALSE, FALSE, sizeof (int32_t));
    for (int row = 0; row < PQntuples (rows); row++) {
        int32_t id = tally_bill_get_int32 (rows, row, 0);

        g_array_append_val (districts, id);
    }
    return districts;
}

GArray *
tally_bill_store_pieces (TallyDb *db,
                         int32_t district_id,
                         TallyDays days,
                         TallyDay today,
                         GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char most[TALLY_BILL_VALUE_TEXT];
    char from[TALLY_DAY_TEXT];
    char to[TALLY_DAY_TEXT];
    char day[TALLY_DAY_TEXT];
    const char *values[] = { tally_bill_value (district, district_id),
                             tally_day_format (days.first, from), tally_day_format (days.end, to),
                             tally_day_format (today, day),
                             tally_bill_value (most, TALLY_BILL_UNIT_AGREEMENTS) };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/to-date-units", G_N_ELEMENTS (values),
                                              values, error);
    GArray *pieces;

    if (rows == NULL)
        return NULL;
    pieces = g_array_new (FALSE, TRUE, sizeof (TallyBillPiece));
    g_array_set_clear_func (pieces, piece_clear);
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyBillPiece piece = {
            .unit = { district_id, tally_bill_get_int32 (rows, row, 0),
                      tally_bill_get_int64 (rows, row, 1), tally_bill_get_int64 (rows, row, 2) },
            .n_agreements = tally_bill_get_int64 (rows, row, 3),
            .mark = g_strdup (PQgetvalue (rows, row, 4)),
            .old_mark = g_strdup (PQgetvalue (rows, row, 5)),
        };

        g_array_append_val (pieces, piece);
    }
    return pieces;
}

gboolean
tally_bill_store_lock_to_date (TallyDb *db, int32_t district_id, GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    const char *value = tally_bill_value (district, district_id);
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/to-date-lock", 1, &value, error);

    return rows != NULL;
}

GHashTable *
tally_bill_store_billed (TallyDb *db, const TallyBillUnit *unit, TallyDay since, GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char first[TALLY_BILL_VALUE_TEXT];
    char last[TALLY_BILL_VALUE_TEXT];
    char day[TALLY_DAY_TEXT];
    const char *values[] = { tally_bill_value (district, unit->district_id),
                             tally_bill_value (first, unit->first_point),
                             tally_bill_value (last, unit->last_point),
                             tally_day_format (since, day) };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/to-date-billed", G_N_ELEMENTS (values),
                                              values, error);
    GHashTable *billed;

    if (rows == NULL)
        return NULL;
    billed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
    for (int row = 0; row < PQntuples (rows); row++) {
        int64_t id = tally_bill_get_int64 (rows, row, 0);
        TallyDay end = { tally_bill_get_int32 (rows, row, 1) };

        g_hash_table_insert (billed, g_memdup2 (&id, sizeof id), g_memdup2 (&end, sizeof end));
    }
    return billed;
}

static void
put_row (TallyCopyIn *rows,
         int32_t district_id,
         const char *currency,
         const TallyBillToDateRow *row)
{
    const TallyBillAgreement *agreement = row->agreement;
    const TallyBillToDate *what = &row->what;

    tally_copy_in_row (rows, 24);
    tally_copy_in_int32 (rows, district_id);
    tally_copy_in_int64 (rows, agreement->agreement_id);
    tally_copy_in_day (rows, what->period.first.number);
    tally_copy_in_day (rows, what->period.end.number);
    tally_copy_in_int64 (rows, agreement->account_id);
    tally_copy_in_int64 (rows, agreement->customer_id);
    tally_copy_in_int64 (rows, agreement->point_id);
    tally_copy_in_boolean (rows, what->is_current);
    tally_copy_in_day (rows, what->known_end.number);
    tally_copy_in_text (rows, what->state);
    tally_copy_in_text (rows, agreement->tariff_code);
    tally_copy_in_int32 (rows, what->tariff_version);
    tally_copy_in_text (rows, currency);
    tally_copy_in_int64 (rows, what->energy_wh);
    tally_copy_in_int64 (rows, what->net.minor);
    tally_copy_in_int64 (rows, what->tax.minor);
    tally_copy_in_int64 (rows, what->total.minor);
    tally_copy_in_int32 (rows, what->estimated_ppm);
    if (what->newest_at > 0)
        tally_copy_in_instant (rows, what->newest_at * US);
    else
        tally_copy_in_null (rows);
    tally_copy_in_int64 (rows, what->forecast_wh);
    tally_copy_in_int64 (rows, what->forecast.minor);
    tally_copy_in_int64 (rows, what->low.minor);
    tally_copy_in_int64 (rows, what->high.minor);
    tally_copy_in_text (rows, what->lines);
}

gboolean
tally_bill_store_save_to_date (TallyDb *db,
                               const TallyBillPiece *piece,
                               const char *currency,
                               const GArray *rows,
                               GError **error)
{
    const TallyBillUnit *unit = &piece->unit;
    char district[TALLY_BILL_VALUE_TEXT];
    char unit_no[TALLY_BILL_VALUE_TEXT];
    char first[TALLY_BILL_VALUE_TEXT];
    char last[TALLY_BILL_VALUE_TEXT];
    const char *clear[] = { tally_bill_value (district, unit->district_id),
                            tally_bill_value (first, unit->first_point),
                            tally_bill_value (last, unit->last_point) };
    const char *mark[] = { district, tally_bill_value (unit_no, unit->unit_no), first, last,
                           piece->mark };
    g_autoptr(PGresult) cleared = tally_db_run (db, "bill/to-date-clear", 3, clear, error);
    g_autoptr(TallyCopyIn) stream = NULL;
    g_autoptr(PGresult) marked = NULL;

    if (cleared == NULL)
        return FALSE;
    stream = tally_copy_in_new (db, "bill/to-date-add", error);
    if (stream == NULL)
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        put_row (stream, unit->district_id, currency, &g_array_index (rows, TallyBillToDateRow, i));
    if (!tally_copy_in_finish (stream, NULL, error))
        return FALSE;
    marked = tally_db_run (db, "bill/to-date-mark", G_N_ELEMENTS (mark), mark, error);
    return marked != NULL;
}

gboolean
tally_bill_store_sweep_to_date (TallyDb *db,
                                int32_t district_id,
                                TallyDays days,
                                TallyDay month,
                                GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char from[TALLY_DAY_TEXT];
    char day[TALLY_DAY_TEXT];
    const char *values[] = { tally_bill_value (district, district_id),
                             tally_day_format (days.first, from), tally_day_format (month, day) };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/to-date-sweep", G_N_ELEMENTS (values),
                                              values, error);

    return rows != NULL;
}

char *
tally_bill_store_list_to_date (TallyDb *db,
                               int32_t district_id,
                               const char *account,
                               GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    const char *values[] = { tally_bill_value (district, district_id), account };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/to-date-list", 2, values, error);

    return rows != NULL ? g_strdup (PQgetvalue (rows, 0, 0)) : NULL;
}
