// SPDX-License-Identifier: GPL-3.0-or-later
/* A district in ranges of points, which workers take one after the other. */
#include "server/validate/tally-validate-pass.h"

#define POINTS_OF_UNIT 500
#define MAX_WORKERS 16

/* What the workers share. */
typedef struct {
    const TallyValidatePass *district;
    TallyValidateOrder order; /* the caller's, with a wish to stop of our own */
    const GArray *ranges;     /* TallyPointRange */

    GMutex mutex;
    guint next; /* these are guarded by mutex */
    TallyCross *cross;
    TallyValidateResult counts;
    GError *fault;
} Units;

static void
add_counts (TallyValidateResult *sum, const TallyValidateResult *part)
{
    sum->n_days += part->n_days;
    sum->n_written += part->n_written;
    sum->n_exceptions += part->n_exceptions;
}

static TallyCross *
new_cross (const TallyValidatePass *district)
{
    return tally_cross_new (district->closed.first.number, tally_days_count (district->closed));
}

static gboolean
run_unit (Units *units, TallyDb *reader, TallyDb *writer, TallyPointRange range, GError **error)
{
    TallyValidatePass pass = *units->district;
    gboolean is_good;

    pass.order = &units->order;
    pass.reader = reader;
    pass.range = range;
    pass.cross = NULL;
    is_good = tally_db_transact (writer, TALLY_ISOLATION_EACH_STATEMENT, tally_validate_pass_run,
                                 &pass, error);
    if (is_good) {
        g_mutex_lock (&units->mutex);
        add_counts (&units->counts, &pass.counts);
        tally_cross_move_areas (pass.cross, units->cross);
        g_mutex_unlock (&units->mutex);
    }
    g_clear_pointer (&pass.cross, tally_cross_free);
    return is_good;
}

/* Returns: FALSE when all are taken. */
static gboolean
take_range (Units *units, TallyPointRange *range)
{
    gboolean has_range;

    g_mutex_lock (&units->mutex);
    has_range = units->next < units->ranges->len;
    if (has_range)
        *range = g_array_index (units->ranges, TallyPointRange, units->next++);
    g_mutex_unlock (&units->mutex);
    return has_range;
}

static gboolean
work (Units *units, GError **error)
{
    const char *conninfo = units->district->conninfo;
    g_autoptr(TallyDb) reader = tally_db_open_as (conninfo, TALLY_VALIDATE_LOGIN, error);
    g_autoptr(TallyDb) writer = reader != NULL
                                     ? tally_db_open_as (conninfo, TALLY_VALIDATE_LOGIN, error)
                                     : NULL;
    TallyPointRange range;

    if (writer == NULL || !tally_validate_store_sort_in_memory (reader, error))
        return FALSE;
    while (take_range (units, &range)) {
        if (g_cancellable_set_error_if_cancelled (units->order.cancellable, error)
            || !run_unit (units, reader, writer, range, error))
            return FALSE;
    }
    return TRUE;
}

static gpointer
work_in_thread (gpointer user_data)
{
    Units *units = user_data;
    GError *error = NULL;

    if (work (units, &error))
        return NULL;
    /* The first fault is told: the others may be only that it stopped them. */
    g_mutex_lock (&units->mutex);
    if (units->fault == NULL)
        units->fault = g_steal_pointer (&error);
    g_mutex_unlock (&units->mutex);
    g_clear_error (&error);
    g_cancellable_cancel (units->order.cancellable);
    return NULL;
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
    g_cancellable_cancel (user_data);
}

static gboolean
run_workers (TallyValidatePass *district, const GArray *ranges, guint n_workers, GError **error)
{
    g_autoptr(GCancellable) stop = g_cancellable_new ();
    GCancellable *wish = district->order->cancellable;
    GThread *threads[MAX_WORKERS];
    Units units = { .district = district,
                    .order = *district->order,
                    .ranges = ranges,
                    .cross = district->cross };
    gulong handler = 0;

    units.order.cancellable = stop;
    if (wish != NULL)
        handler = g_cancellable_connect (wish, G_CALLBACK (on_cancelled), stop, NULL);
    g_mutex_init (&units.mutex);
    for (guint i = 0; i < n_workers; i++)
        threads[i] = g_thread_new ("validate", work_in_thread, &units);
    for (guint i = 0; i < n_workers; i++)
        g_thread_join (threads[i]);
    g_cancellable_disconnect (wish, handler);
    g_mutex_clear (&units.mutex);
    district->counts = units.counts;
    if (units.fault == NULL)
        return TRUE;
    g_propagate_error (error, units.fault);
    return FALSE;
}

/* Ranges of as many points each, a multiple of @n_workers of them; together they hold every point
 * there could be, for what is left of one that is no more. */
static GArray *
split (const TallyValidatePass *district, guint n_workers)
{
    const GArray *points = district->master->points;
    GArray *ranges = g_array_new (FALSE, FALSE, sizeof (TallyPointRange));
    guint wanted = district->order->n_points > 0 ? district->order->n_points : POINTS_OF_UNIT;
    guint n = (points->len + wanted - 1) / wanted;
    TallyPointRange range = TALLY_POINTS_ALL;

    if (district->order->point_id > 0) {
        range = (TallyPointRange){ district->order->point_id, district->order->point_id };
        n = 1;
    }
    if (n > 1)
        n = MIN ((n + n_workers - 1) / n_workers * n_workers, points->len);
    for (guint i = 1; i < n; i++) {
        guint first = (guint) ((guint64) points->len * i / n);

        range.last = g_array_index (points, TallyValidatePoint, first).point_id - 1;
        g_array_append_val (ranges, range);
        range = (TallyPointRange){ range.last + 1, INT64_MAX };
    }
    g_array_append_val (ranges, range);
    return ranges;
}

static gboolean
run_ranges (TallyValidatePass *pass, TallyDb *db, GError **error)
{
    guint n_workers = pass->order->n_workers > 0 ? pass->order->n_workers : g_get_num_processors ();
    g_autoptr(GArray) ranges = NULL;

    n_workers = MIN (n_workers, MAX_WORKERS);
    ranges = split (pass, n_workers);
    if (ranges->len > 1)
        return run_workers (pass, ranges, MIN (n_workers, ranges->len), error);
    pass->range = g_array_index (ranges, TallyPointRange, 0);
    return tally_validate_pass_run (db, pass, error);
}

gboolean
tally_validate_district_run (TallyDb *db, gpointer user_data, GError **error)
{
    TallyValidatePass *pass = user_data;
    TallyValidateResult counts;
    gboolean is_good;

    pass->cross = new_cross (pass);
    is_good = tally_validate_store_lock (db, pass->master->district_id, error)
              && run_ranges (pass, db, error);
    if (is_good && pass->order->point_id == 0 && pass->order->on_day == NULL) {
        counts = pass->counts;
        is_good = tally_validate_pass_end (db, pass, error);
        add_counts (&pass->counts, &counts);
    }
    g_clear_pointer (&pass->cross, tally_cross_free);
    return is_good;
}
