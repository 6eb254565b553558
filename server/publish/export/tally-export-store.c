// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/publish/export/tally-export-store.h"

#include "shared/error/tally-error.h"

#include <glib/gi18n.h>

static void
point_free (gpointer data)
{
    TallyExportPoint *point = data;

    g_free (point->code);
    g_free (point->name);
    g_free (point);
}

static TallyExportPoint *
point_of (PGresult *rows, int row, GError **error)
{
    const TallyZone *zone = tally_zone_get (PQgetvalue (rows, row, 4), error);
    TallyExportPoint *point;

    if (zone == NULL)
        return NULL;
    point = g_new0 (TallyExportPoint, 1);
    point->district_id = (int32_t) g_ascii_strtoll (PQgetvalue (rows, row, 0), NULL, 10);
    point->point_id = g_ascii_strtoll (PQgetvalue (rows, row, 1), NULL, 10);
    point->code = g_strdup (PQgetvalue (rows, row, 2));
    point->name = g_strdup (PQgetvalue (rows, row, 3));
    point->zone = zone;
    return point;
}

GPtrArray *
tally_export_store_points (TallyDb *db, const char *district_id, const char *code, GError **error)
{
    const char *values[] = { district_id, code };
    g_autoptr(PGresult)
                   rows = tally_db_run (db, "export/points", G_N_ELEMENTS (values), values, error);
    g_autoptr(GPtrArray) points = g_ptr_array_new_with_free_func (point_free);

    if (rows == NULL)
        return NULL;
    for (int row = 0; row < PQntuples (rows); row++) {
        TallyExportPoint *point = point_of (rows, row, error);

        if (point == NULL)
            return NULL;
        g_ptr_array_add (points, point);
    }
    if (points->len > 0)
        return g_steal_pointer (&points);
    if (code != NULL)
        g_set_error (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, _ ("there is no point %s"), code);
    else
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND, _ ("there is no point"));
    return NULL;
}

PGresult *
tally_export_store_rows (TallyDb *db,
                         const char *what,
                         const char *district_id,
                         TallyDays days,
                         GError **error)
{
    g_autofree char *name = g_strconcat ("export/", what, NULL);
    char first[TALLY_DAY_TEXT];
    char end[TALLY_DAY_TEXT];
    const char *values[] = { district_id, tally_day_format (days.first, first),
                             tally_day_format (days.end, end) };

    return tally_db_run (db, name, G_N_ELEMENTS (values), values, error);
}
