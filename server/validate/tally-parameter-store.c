// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-parameter-step.h"

GHashTable *
tally_validate_store_load_deadlines (TallyDb *db, TallyDay day, GError **error)
{
    g_autoptr(GHashTable)
                   deadlines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    char text[TALLY_DAY_TEXT];
    const char *value = tally_day_format (day, text);
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/deadlines", 1, &value, error);

    if (rows == NULL)
        return NULL;
    for (int row = 0; row < PQntuples (rows); row++) {
        int64_t after_s = g_ascii_strtoll (PQgetvalue (rows, row, 1), NULL, 10);

        g_hash_table_insert (deadlines, g_strdup (PQgetvalue (rows, row, 0)),
                             g_memdup2 (&after_s, sizeof after_s));
    }
    return g_steal_pointer (&deadlines);
}

gboolean
tally_parameter_store_set (TallyDb *db,
                           const TallyParameterOrder *order,
                           gboolean *is_new,
                           char **before,
                           GError **error)
{
    char day[TALLY_DAY_TEXT];
    g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, order->value);
    const char *values[] = { order->point_kind,
                             order->rule,
                             order->name,
                             tally_day_format (order->valid_from, day),
                             value,
                             order->person,
                             order->reason };
    g_autoptr(PGresult) locked = tally_db_run (db, "validate/parameter-lock", 0, NULL, error);
    g_autoptr(PGresult) rows = locked != NULL ? tally_db_run (db, "validate/parameter-set",
                                                               G_N_ELEMENTS (values), values, error)
                                               : NULL;

    if (rows == NULL)
        return FALSE;
    *is_new = g_str_equal (PQgetvalue (rows, 0, 0), "1");
    *before = g_strdup (PQgetvalue (rows, 0, 1));
    return TRUE;
}
