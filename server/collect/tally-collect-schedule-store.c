// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/collect/tally-collect-schedule-store.h"

static void
free_schedule (gpointer data)
{
    TallyCollectSchedule *self = data;

    g_free (self->name);
    g_free (self->set_by);
    g_free (self);
}

static int64_t
number (const PGresult *rows, int row, int column)
{
    return g_ascii_strtoll (PQgetvalue (rows, row, column), NULL, 10);
}

static GPtrArray *
list_of (const PGresult *rows)
{
    GPtrArray *list = g_ptr_array_new_with_free_func (free_schedule);

    for (int i = 0; i < PQntuples (rows); i++) {
        TallyCollectSchedule *schedule = g_new0 (TallyCollectSchedule, 1);

        schedule->name = g_strdup (PQgetvalue (rows, i, 0));
        schedule->schedule.period_s = (int32_t) number (rows, i, 1);
        schedule->schedule.after_s = (int32_t) number (rows, i, 2);
        schedule->valid_from = number (rows, i, 3);
        schedule->set_by = g_strdup (PQgetvalue (rows, i, 4));
        g_ptr_array_add (list, schedule);
    }
    return list;
}

GPtrArray *
tally_collect_schedule_store_load (TallyDb *db, int64_t now, GError **error)
{
    g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, now);
    const char *values[] = { at };
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/schedule-now", 1, values, error);

    return rows != NULL ? list_of (rows) : NULL;
}

GPtrArray *
tally_collect_schedule_store_history (TallyDb *db, GError **error)
{
    g_autoptr(PGresult) rows = tally_db_run (db, "collect/schedule-history", 0, NULL, error);

    return rows != NULL ? list_of (rows) : NULL;
}

gboolean
tally_collect_schedule_store_set (TallyDb *db, const TallyCollectSchedule *schedule, GError **error)
{
    g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, schedule->valid_from);
    g_autofree char *period = g_strdup_printf ("%d", schedule->schedule.period_s);
    g_autofree char *after = g_strdup_printf ("%d", schedule->schedule.after_s);
    const char *values[] = { schedule->name, from, period, after, schedule->set_by };
    g_autoptr(PGresult) done = NULL;

    if (!tally_schedule_check (&schedule->schedule, error))
        return FALSE;
    done = tally_db_run (db, "collect/schedule-set", G_N_ELEMENTS (values), values, error);
    return done != NULL;
}
