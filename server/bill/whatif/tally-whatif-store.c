// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/whatif/tally-whatif-store.h"

#include "server/bill/tally-bill-row.h"
#include "shared/error/tally-error.h"

gboolean
tally_whatif_store_begin (TallyDb *db, const char *snapshot, GError **error)
{
    g_autofree char *set = NULL;

    if (!tally_db_script (db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error))
        return FALSE;
    if (snapshot == NULL)
        return TRUE;
    set = g_strdup_printf ("SET TRANSACTION SNAPSHOT '%s'", snapshot);
    return tally_db_script (db, set, error);
}

gboolean
tally_whatif_store_end (TallyDb *db, GError **error)
{
    return tally_db_script (db, "ROLLBACK", error);
}

char *
tally_whatif_store_snapshot (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/whatif-snapshot", 0, NULL, error);

    return rows != NULL ? g_strdup (PQgetvalue (rows, 0, 0)) : NULL;
}

GArray *
tally_whatif_store_scope (TallyDb *db,
                          const TallyWhatifScope *scope,
                          TallyDays period,
                          TallyWhatif *classes,
                          GError **error)
{
    char district[TALLY_BILL_VALUE_TEXT];
    char node[TALLY_BILL_VALUE_TEXT];
    char from[TALLY_DAY_TEXT];
    char to[TALLY_DAY_TEXT];
    const char *values[] = { tally_bill_value (district, scope->district_id),
                             scope->account,
                             tally_bill_value (node, scope->node_id),
                             tally_day_format (period.first, from),
                             tally_day_format (period.end, to),
                             scope->replaces };
    g_autoptr(TallyCopyOut) rows = tally_copy_out_new (db, "bill/whatif-scope", 6, values, error);
    g_autoptr(GArray) keys = g_array_new (FALSE, FALSE, sizeof (TallyWhatifKey));
    g_autoptr(GError) fault = NULL;

    if (rows == NULL)
        return NULL;
    while (tally_copy_out_next (rows, &fault)) {
        TallyWhatifKey key = { .district_id = tally_copy_out_int32 (rows),
                               .point_id = tally_copy_out_int64 (rows),
                               .agreement_id = tally_copy_out_int64 (rows) };
        g_autofree char *kind = tally_copy_out_text (rows);
        g_autofree char *tariff = tally_copy_out_text (rows);

        key.class_index = tally_whatif_class (classes, kind, tariff);
        g_array_append_val (keys, key);
    }
    if (fault == NULL)
        return g_steal_pointer (&keys);
    g_propagate_error (error, g_steal_pointer (&fault));
    return NULL;
}

char **
tally_whatif_store_names (TallyDb *db, const GArray *rows, GError **error)
{
    g_autoptr(GString) districts = g_string_new ("{");
    g_autoptr(GString) agreements = g_string_new ("{");
    g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
    g_autoptr(PGresult) found = NULL;
    const char *values[2];

    for (guint i = 0; i < rows->len; i++) {
        const TallyWhatifRow *row = &g_array_index (rows, TallyWhatifRow, i);

        g_string_append_printf (districts, "%s%d", i > 0 ? "," : "", row->district_id);
        g_string_append_printf (agreements, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                                row->agreement_id);
    }
    values[0] = g_string_append_c (districts, '}')->str;
    values[1] = g_string_append_c (agreements, '}')->str;
    found = tally_db_run (db, "bill/whatif-names", 2, values, error);
    if (found == NULL)
        return NULL;
    if ((guint) PQntuples (found) != rows->len) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_INTERNAL,
                             "an agreement has no account");
        return NULL;
    }
    for (guint i = 0; i < rows->len; i++) {
        g_strv_builder_add (names, PQgetvalue (found, (int) i, 0));
        g_strv_builder_add (names, PQgetvalue (found, (int) i, 1));
    }
    return g_strv_builder_end (names);
}

gboolean
tally_whatif_store_tariff (TallyDb *db,
                           const char *code,
                           TallyDay day,
                           int *version,
                           char **document,
                           GError **error)
{
    char text[TALLY_DAY_TEXT];
    const char *values[] = { code, tally_day_format (day, text) };
    g_autoptr(PGresult) rows = tally_db_run (db, "bill/whatif-tariff", 2, values, error);

    *version = 0;
    *document = NULL;
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 1) {
        *version = tally_bill_get_int32 (rows, 0, 0);
        *document = g_strdup (PQgetvalue (rows, 0, 1));
    }
    return TRUE;
}
