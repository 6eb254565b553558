// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/settle/tally-settle-verify-store.h"

static int64_t
number_of (PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

/* NULL stays NULL. */
static char *
text_of (PGresult *rows, int row, int column)
{
    return PQgetisnull (rows, row, column) ? NULL : g_strdup (PQgetvalue (rows, row, column));
}

static void
clear_kept (gpointer data)
{
    g_free (((TallySettleKept *) data)->settlement_id);
}

GArray *
tally_settle_store_all (TallyDb *db, GError **error)
{
    const char *value = TALLY_SETTLE_DISTRICT;
    g_autoptr(PGresult) rows = tally_db_run (db, "settle/all", 1, &value, error);
    GArray *all;

    if (rows == NULL)
        return NULL;
    all = g_array_new (FALSE, FALSE, sizeof (TallySettleKept));
    g_array_set_clear_func (all, clear_kept);
    for (int row = 0; row < PQntuples (rows); row++) {
        TallySettleKept kept = { text_of (rows, row, 0),
                                 { { (int32_t) number_of (rows, row, 1) },
                                   { (int32_t) number_of (rows, row, 2) } } };

        g_array_append_val (all, kept);
    }
    return all;
}

gboolean
tally_settle_store_is_sealed (TallyDb *db,
                              const char *settlement_id,
                              gboolean *is_sealed,
                              GError **error)
{
    const char *values[] = { TALLY_SETTLE_DISTRICT, settlement_id };
    g_autoptr(PGresult) rows = tally_db_run (db, "settle/seal-broken", 2, values, error);

    if (rows == NULL)
        return FALSE;
    *is_sealed = PQntuples (rows) == 1 && *PQgetvalue (rows, 0, 0) == 'f';
    return TRUE;
}

static void
clear_statement (gpointer data)
{
    TallySettleStatementKept *kept = data;

    g_free (kept->made_of);
    g_free (kept->figures);
}

GArray *
tally_settle_store_kept_statements (TallyDb *db, const char *settlement_id, GError **error)
{
    const char *values[] = { TALLY_SETTLE_DISTRICT, settlement_id };
    g_autoptr(PGresult) rows = tally_db_run (db, "settle/stored-statements", 2, values, error);
    GArray *all;

    if (rows == NULL)
        return NULL;
    all = g_array_new (FALSE, FALSE, sizeof (TallySettleStatementKept));
    g_array_set_clear_func (all, clear_statement);
    for (int row = 0; row < PQntuples (rows); row++) {
        TallySettleStatementKept kept = { (int32_t) number_of (rows, row, 0),
                                          text_of (rows, row, 1), text_of (rows, row, 2) };

        g_array_append_val (all, kept);
    }
    return all;
}

static void
clear_point (gpointer data)
{
    g_free (((TallySettlePointKept *) data)->made_of);
}

GArray *
tally_settle_store_kept_points (TallyDb *db, const char *settlement_id, GError **error)
{
    const char *values[] = { TALLY_SETTLE_DISTRICT, settlement_id };
    g_autoptr(PGresult) rows = tally_db_run (db, "settle/stored-points", 2, values, error);
    GArray *all;

    if (rows == NULL)
        return NULL;
    all = g_array_new (FALSE, FALSE, sizeof (TallySettlePointKept));
    g_array_set_clear_func (all, clear_point);
    for (int row = 0; row < PQntuples (rows); row++) {
        TallySettlePointKept kept = { (int32_t) number_of (rows, row, 0), number_of (rows, row, 1),
                                      text_of (rows, row, 2) };

        g_array_append_val (all, kept);
    }
    return all;
}

gboolean
tally_settle_store_differing_line (TallyDb *db,
                                   const char *settlement_id,
                                   const char *json,
                                   char **line,
                                   GError **error)
{
    const char *values[] = { TALLY_SETTLE_DISTRICT, settlement_id, json };
    g_autoptr(PGresult) rows = tally_db_run (db, "settle/differing-line", 3, values, error);

    *line = NULL;
    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) > 0)
        *line = g_strdup_printf ("point %s of district %s, %s, %s", PQgetvalue (rows, 0, 1),
                                 PQgetvalue (rows, 0, 0), PQgetvalue (rows, 0, 2),
                                 PQgetvalue (rows, 0, 3));
    return TRUE;
}
