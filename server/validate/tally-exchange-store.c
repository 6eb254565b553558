// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/validate/tally-edit-store.h"

#include "shared/error/tally-error.h"

static char *
text_of (int64_t number)
{
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

gboolean
tally_edit_store_begin_request (TallyDb *db,
                                int32_t district_id,
                                const char *request_id,
                                const char *kind,
                                const char *person,
                                gboolean *is_new,
                                GError **error)
{
    g_autofree char *district = text_of (district_id);
    const char *values[] = { district, request_id, kind, person };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/request-add", 4, values, error);

    *is_new = rows != NULL && PQntuples (rows) == 1;
    return rows != NULL;
}

gboolean
tally_edit_store_end_request (TallyDb *db,
                              int32_t district_id,
                              const char *request_id,
                              int64_t matched,
                              int64_t done,
                              GError **error)
{
    g_autofree char *district = text_of (district_id);
    g_autofree char *n_matched = text_of (matched);
    g_autofree char *n_done = text_of (done);
    const char *values[] = { district, request_id, n_matched, n_done };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/request-done", 4, values, error);

    return rows != NULL;
}

gboolean
tally_edit_store_find_request (TallyDb *db,
                               int32_t district_id,
                               const char *request_id,
                               int64_t *matched,
                               int64_t *done,
                               GError **error)
{
    g_autofree char *district = text_of (district_id);
    const char *values[] = { district, request_id };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/request-find", 2, values, error);

    if (rows == NULL)
        return FALSE;
    *matched = PQntuples (rows) == 1 ? g_ascii_strtoll (PQgetvalue (rows, 0, 0), NULL, 10) : 0;
    *done = PQntuples (rows) == 1 ? g_ascii_strtoll (PQgetvalue (rows, 0, 1), NULL, 10) : 0;
    return TRUE;
}

/* The meter's row, made when its serial is new. */
static gboolean
add_meter (TallyDb *db, const TallyExchangeOrder *order, PGresult *old, GError **error)
{
    g_autofree char *district = text_of (order->district_id);
    g_autofree char *digits = order->digits > 0 ? text_of (order->digits)
                                                : g_strdup (PQgetvalue (old, 0, 2));
    const char *values[] = { district, order->new_serial, order->new_model, digits,
                             PQgetvalue (old, 0, 3) };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/exchange-meter", 5, values, error);

    return rows != NULL;
}

static gboolean
begin (TallyDb *db, const TallyExchangeOrder *order, PGresult *old, GError **error)
{
    g_autofree char *district = text_of (order->district_id);
    g_autofree char *point = text_of (order->point_id);
    g_autofree char *at = text_of (order->at);
    g_autofree char *first = text_of (order->new_first);
    g_autofree char *ct = text_of (order->ct[0]);
    g_autofree char *ct_secondary = text_of (order->ct[1]);
    g_autofree char *pt = text_of (order->pt[0]);
    g_autofree char *pt_secondary = text_of (order->pt[1]);
    const char *values[] = { district,
                             point,
                             order->new_serial,
                             at,
                             ct,
                             ct_secondary,
                             pt,
                             pt_secondary,
                             PQgetvalue (old, 0, 0),
                             PQgetvalue (old, 0, 1),
                             first };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/exchange-begin", G_N_ELEMENTS (values),
                                              values, error);

    if (rows == NULL)
        return FALSE;
    if (PQntuples (rows) == 1)
        return TRUE;
    g_set_error (error, TALLY_ERROR, TALLY_ERROR_EXISTS, "meter %s hangs at another point",
                 order->new_serial);
    return FALSE;
}

gboolean
tally_edit_store_exchange (TallyDb *db, const TallyExchangeOrder *order, GError **error)
{
    g_autofree char *district = text_of (order->district_id);
    g_autofree char *point = text_of (order->point_id);
    g_autofree char *at = text_of (order->at);
    g_autofree char *last = text_of (order->old_final);
    const char *values[] = { district, point, at, last };
    g_autoptr(PGresult) old = tally_db_run (db, "validate/exchange-end", 4, values, error);

    if (old == NULL)
        return FALSE;
    if (PQntuples (old) != 1) {
        g_set_error_literal (
            error, TALLY_ERROR, TALLY_ERROR_INVALID,
            "old_final: no main meter hangs there since before that instant with a "
            "register that low");
        return FALSE;
    }
    return add_meter (db, order, old, error) && begin (db, order, old, error);
}

gboolean
tally_edit_store_decide_rollover (TallyDb *db, const TallyRolloverOrder *order, GError **error)
{
    g_autofree char *district = text_of (order->district_id);
    g_autofree char *point = text_of (order->point_id);
    g_autofree char *channel = text_of (order->channel);
    char day[TALLY_DAY_TEXT];
    const char *values[] = { district,
                             point,
                             channel,
                             tally_day_format (order->day, day),
                             order->is_accepted ? "t" : "f",
                             order->person,
                             order->reason };
    g_autoptr(PGresult) rows = tally_db_run (db, "validate/rollover-decide", 7, values, error);

    return rows != NULL;
}
