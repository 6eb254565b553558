// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/settle/tally-settle-store.h"

#include "shared/error/tally-error.h"

#include <string.h>

static int64_t
number_of (PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

static gboolean
run (TallyDb *db, const char *name, size_t n, const char *const *values, GError **error)
{
    g_autoptr(PGresult) result = tally_db_run (db, name, n, values, error);

    return result != NULL;
}

void
tally_settlement_clear (TallySettlement *settlement)
{
    g_clear_pointer (&settlement->state, g_free);
    g_clear_pointer (&settlement->drafted_by, g_free);
    g_clear_pointer (&settlement->submitted_by, g_free);
    g_clear_pointer (&settlement->decided_by, g_free);
}

gboolean
tally_settle_store_get (TallyDb *db,
                        const char *settlement_id,
                        TallySettlement *settlement,
                        gboolean *is_there,
                        GError **error)
{
    const char *values[] = { TALLY_SETTLE_DISTRICT, settlement_id };
    g_autoptr(PGresult) rows = tally_db_run (db, "settle/get", 2, values, error);

    *settlement = (TallySettlement){ 0 };
    if (rows == NULL)
        return FALSE;
    *is_there = PQntuples (rows) == 1;
    if (!*is_there)
        return TRUE;
    settlement->state = g_strdup (PQgetvalue (rows, 0, 0));
    settlement->version = (int) number_of (rows, 0, 3);
    settlement->drafted_by = g_strdup (PQgetvalue (rows, 0, 4));
    settlement->submitted_by = g_strdup (PQgetvalue (rows, 0, 5));
    settlement->decided_by = g_strdup (PQgetvalue (rows, 0, 6));
    return tally_day_parse (PQgetvalue (rows, 0, 1), &settlement->period.first, error)
           && tally_day_parse (PQgetvalue (rows, 0, 2), &settlement->period.end, error);
}

gboolean
tally_settle_store_add (TallyDb *db,
                        const char *settlement_id,
                        TallyDays period,
                        const char *person,
                        GError **error)
{
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *where[] = { TALLY_SETTLE_DISTRICT, tally_day_format (period.first, first) };
    g_autoptr(PGresult) open = tally_db_run (db, "settle/open", 2, where, error);
    g_autofree char *version = NULL;
    const char *values[7];

    if (open == NULL)
        return FALSE;
    if (!PQgetisnull (open, 0, 0)) {
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS,
                     "settlement %s of this period is still on its way", PQgetvalue (open, 0, 0));
        return FALSE;
    }
    version = g_strdup_printf ("%" G_GINT64_FORMAT, number_of (open, 0, 1) + 1);
    values[0] = TALLY_SETTLE_DISTRICT;
    values[1] = settlement_id;
    values[2] = first;
    values[3] = tally_day_format (period.end, end);
    values[4] = version;
    values[5] = PQgetisnull (open, 0, 2) ? NULL : PQgetvalue (open, 0, 2);
    values[6] = person;
    return run (db, "settle/add", 7, values, error);
}

gboolean
tally_settle_store_add_statements (TallyDb *db,
                                   const char *settlement_id,
                                   GArray *sums,
                                   GError **error)
{
    g_autoptr(GString) json = g_string_new ("[");
    const char *values[] = { TALLY_SETTLE_DISTRICT, settlement_id, NULL };

    for (guint i = 0; i < sums->len; i++) {
        const TallyEnergySum *sum = &g_array_index (sums, TallyEnergySum, i);

        g_string_append_printf (json,
                                "%s{\"node\":%d,\"in\":%" G_GINT64_FORMAT
                                ",\"generation\":%" G_GINT64_FORMAT ",\"out\":%" G_GINT64_FORMAT
                                ",\"sold\":%" G_GINT64_FORMAT ",\"loss\":%" G_GINT64_FORMAT
                                ",\"children\":%" G_GINT64_FORMAT ",\"own\":%" G_GINT64_FORMAT
                                ",\"theoretical\":%" G_GINT64_FORMAT
                                ",\"estimated\":%d,\"days\":%d,\"made_from\":\"%s\""
                                ",\"made_of\":\"%s\"}",
                                i > 0 ? "," : "", sum->node_id, sum->in_wh, sum->generation_wh,
                                sum->out_wh, sum->sold_wh, sum->loss_wh, sum->children_loss_wh,
                                sum->own_loss_wh, sum->theoretical_loss_wh, sum->estimated_ppm,
                                sum->n_days, sum->made_from, sum->versions);
    }
    g_string_append_c (json, ']');
    values[2] = json->str;
    return run (db, "settle/add-statements", 3, values, error);
}

gboolean
tally_settle_store_add_lines (TallyDb *db,
                              const char *settlement_id,
                              const char *json,
                              GError **error)
{
    const char *values[] = { TALLY_SETTLE_DISTRICT, settlement_id, json };

    return run (db, "settle/add-lines", 3, values, error);
}

GArray *
tally_settle_store_statements (TallyDb *db, const char *settlement_id, GError **error)
{
    const char *values[] = { TALLY_SETTLE_DISTRICT, settlement_id };
    g_autoptr(PGresult) rows = tally_db_run (db, "settle/statements", 2, values, error);
    GArray *statements;

    if (rows == NULL)
        return NULL;
    statements = g_array_new (FALSE, FALSE, sizeof (TallySettleStatement));
    for (int row = 0; row < PQntuples (rows); row++) {
        TallySettleStatement statement = {
            .node_id = (int32_t) number_of (rows, row, 0),
            .parent_id = (int32_t) number_of (rows, row, 1),
            .in_wh = number_of (rows, row, 3),
            .generation_wh = number_of (rows, row, 4),
            .out_wh = number_of (rows, row, 5),
            .sold_wh = number_of (rows, row, 6),
            .loss_wh = number_of (rows, row, 7),
            .children_loss_wh = number_of (rows, row, 8),
            .own_loss_wh = number_of (rows, row, 9),
            .theoretical_loss_wh = number_of (rows, row, 10),
            .estimated_ppm = (int32_t) number_of (rows, row, 11),
            .n_days = (int32_t) number_of (rows, row, 12),
        };

        g_strlcpy (statement.kind, PQgetvalue (rows, row, 2), sizeof statement.kind);
        g_array_append_val (statements, statement);
    }
    return statements;
}

gboolean
tally_settle_store_audit (TallyDb *db, const char *settlement_id, GArray *findings, GError **error)
{
    g_autoptr(GString) json = g_string_new ("[");
    const char *values[] = { TALLY_SETTLE_DISTRICT, settlement_id, NULL };

    for (guint i = 0; i < findings->len; i++) {
        const TallyAuditFinding *finding = &g_array_index (findings, TallyAuditFinding, i);

        g_string_append_printf (json,
                                "%s{\"rule\":\"%s\",\"node\":%d,\"result\":\"%s\",\"found\":"
                                "%" G_GINT64_FORMAT ",\"limit\":%" G_GINT64_FORMAT "}",
                                i > 0 ? "," : "", finding->rule, finding->node_id,
                                tally_audit_result_name (finding->result), finding->found,
                                finding->limit);
    }
    g_string_append_c (json, ']');
    values[2] = json->str;
    return run (db, "settle/clear-audit", 2, values, error)
           && run (db, "settle/add-audit", 3, values, error);
}

gboolean
tally_settle_store_seal (TallyDb *db, const char *settlement_id, GError **error)
{
    const char *values[] = { TALLY_SETTLE_DISTRICT, settlement_id };

    return run (db, "settle/seal", 2, values, error);
}

gboolean
tally_settle_store_move (TallyDb *db,
                         const char *settlement_id,
                         const char *from,
                         const char *to,
                         const char *person,
                         const char *reason,
                         gboolean *has_moved,
                         GError **error)
{
    const char *move[] = { TALLY_SETTLE_DISTRICT, settlement_id, from, to, person };
    const char *decide[] = { TALLY_SETTLE_DISTRICT, settlement_id, from, to, person, reason };
    const char *tell[] = { settlement_id, to };
    g_autoptr(GError) refused = NULL;
    g_autoptr(PGresult) rows = tally_db_run (db, "settle/move", 5, move, &refused);

    if (rows == NULL) {
        if (strstr (refused->message, "settlement_four_eyes") != NULL)
            g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_FORBIDDEN, "four-eyes");
        else
            g_propagate_error (error, g_steal_pointer (&refused));
        return FALSE;
    }
    *has_moved = PQntuples (rows) == 1;
    return !*has_moved
           || (run (db, "settle/decide", 6, decide, error)
               && run (db, "settle/notify", 2, tell, error));
}

static void
clear_exchange (gpointer data)
{
    TallySettleExchange *exchange = data;

    g_free (exchange->document);
    g_free (exchange->time_zone);
}

static GArray *
read_exchanges (PGresult *rows)
{
    GArray *exchanges = g_array_new (FALSE, FALSE, sizeof (TallySettleExchange));

    g_array_set_clear_func (exchanges, clear_exchange);
    for (int row = 0; row < PQntuples (rows); row++) {
        TallySettleExchange exchange = {
            .district_id = (int32_t) number_of (rows, row, 0),
            .point_id = number_of (rows, row, 1),
            .tolerance_ppm = number_of (rows, row, 2),
            .document = g_strdup (PQgetvalue (rows, row, 3)),
            .time_zone = g_strdup (PQgetvalue (rows, row, 4)),
            .tariff_version = (int32_t) number_of (rows, row, 5),
        };

        g_array_append_val (exchanges, exchange);
    }
    return exchanges;
}

GArray *
tally_settle_store_exchanges (TallyDb *db, TallyDay day, GError **error)
{
    char text[TALLY_DAY_TEXT];
    const char *value = tally_day_format (day, text);
    g_autoptr(PGresult) rows = tally_db_run (db, "settle/exchange-points", 1, &value, error);

    return rows != NULL ? read_exchanges (rows) : NULL;
}

GArray *
tally_settle_store_exchange_then (TallyDb *db,
                                  int32_t district_id,
                                  int64_t point_id,
                                  int32_t tariff_version,
                                  GError **error)
{
    g_autofree char *district = g_strdup_printf ("%d", district_id);
    g_autofree char *point = g_strdup_printf ("%" G_GINT64_FORMAT, point_id);
    g_autofree char *version = g_strdup_printf ("%d", tariff_version);
    const char *values[] = { district, point, version };
    g_autoptr(PGresult) rows = tally_db_run (db, "settle/exchange-then", 3, values, error);

    return rows != NULL ? read_exchanges (rows) : NULL;
}

TallyCalendar *
tally_settle_store_holidays (TallyDb *db, const char *calendar, GError **error)
{
    g_autoptr(TallyCalendar) days = tally_calendar_new ();
    g_autoptr(PGresult) rows = NULL;

    if (calendar == NULL)
        return g_steal_pointer (&days);
    rows = tally_db_run (db, "settle/holidays", 1, &calendar, error);
    if (rows == NULL)
        return NULL;
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyDay day = { (int32_t) number_of (rows, row, 0) };

        if (!tally_calendar_add (days, day, PQgetvalue (rows, row, 1),
                                 *PQgetvalue (rows, row, 2) == 't', error))
            return NULL;
    }
    return g_steal_pointer (&days);
}
