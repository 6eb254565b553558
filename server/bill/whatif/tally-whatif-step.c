// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/bill/whatif/tally-whatif-step.h"

#include "server/bill/whatif/tally-whatif-worker.h"
#include "shared/error/tally-error.h"

#define TELL_EVERY_US (200 * G_TIME_SPAN_MILLISECOND)

/* Small scopes are read point by point: their points may lie far apart. */
#define FEW 64
#define UNIT 400

typedef struct {
    guint first;
    guint n;
} Unit;

/* What the workers share. */
typedef struct {
    const TallyWhatifOrder *order;
    const char *snapshot;
    const GArray *keys;
    GArray *units;
    GCancellable *stop; /* the caller's wish, or the fault of a worker */
    TallyWhatif *whatif;

    GMutex mutex;
    GCond changed;
    guint n_working; /* these are guarded by mutex */
    guint next;
    int64_t n_done;
    GError *fault;
} Run;

static GArray *
cut (const GArray *keys)
{
    GArray *units = g_array_new (FALSE, FALSE, sizeof (Unit));
    guint most = keys->len <= FEW ? 1 : UNIT;
    Unit unit = { 0, 0 };

    for (guint i = 0; i < keys->len; i++) {
        const TallyWhatifKey *key = &g_array_index (keys, TallyWhatifKey, i);
        const TallyWhatifKey *first = &g_array_index (keys, TallyWhatifKey, unit.first);
        const TallyWhatifKey *last = i > 0 ? &g_array_index (keys, TallyWhatifKey, i - 1) : key;
        gboolean is_other_point = key->point_id != last->point_id;

        if (unit.n > 0
            && (key->district_id != first->district_id || (unit.n >= most && is_other_point))) {
            g_array_append_val (units, unit);
            unit = (Unit){ i, 0 };
        }
        unit.n++;
    }
    if (unit.n > 0)
        g_array_append_val (units, unit);
    return units;
}

static gboolean
take (Run *run, Unit *unit)
{
    gboolean is_left;

    g_mutex_lock (&run->mutex);
    is_left = run->next < run->units->len;
    if (is_left)
        *unit = g_array_index (run->units, Unit, run->next++);
    g_mutex_unlock (&run->mutex);
    return is_left;
}

static gboolean
work (Run *run, GError **error)
{
    g_autoptr(TallyWhatifWorker) worker = NULL;
    gboolean is_merged;
    Unit unit;

    worker = tally_whatif_worker_new (run->order, run->snapshot, run->stop, error);
    if (worker == NULL)
        return FALSE;
    while (take (run, &unit)) {
        const TallyWhatifKey *keys = &g_array_index (run->keys, TallyWhatifKey, unit.first);

        if (g_cancellable_set_error_if_cancelled (run->stop, error)
            || !tally_whatif_worker_price (worker, keys, unit.n, error))
            return FALSE;
        g_mutex_lock (&run->mutex);
        run->n_done += unit.n;
        g_mutex_unlock (&run->mutex);
    }
    g_mutex_lock (&run->mutex);
    is_merged = tally_whatif_merge (run->whatif, tally_whatif_worker_get (worker), error);
    g_mutex_unlock (&run->mutex);
    return is_merged;
}

static gpointer
work_in_thread (gpointer user_data)
{
    Run *run = user_data;
    GError *error = NULL;
    gboolean is_done = work (run, &error);

    g_mutex_lock (&run->mutex);
    if (!is_done && run->fault == NULL)
        run->fault = g_steal_pointer (&error);
    run->n_working--;
    g_cond_signal (&run->changed);
    g_mutex_unlock (&run->mutex);
    g_clear_error (&error);
    if (!is_done)
        g_cancellable_cancel (run->stop);
    return NULL;
}

static void
wait_for_workers (Run *run)
{
    int64_t told = -1;
    gboolean is_over = FALSE;

    while (!is_over) {
        int64_t until = g_get_monotonic_time () + TELL_EVERY_US;
        int64_t n_done;

        g_mutex_lock (&run->mutex);
        while (run->n_working > 0 && g_cond_wait_until (&run->changed, &run->mutex, until))
            continue;
        is_over = run->n_working == 0;
        n_done = run->n_done;
        g_mutex_unlock (&run->mutex);
        if (n_done != told && run->order->progress != NULL)
            run->order->progress (n_done, run->keys->len, run->order->progress_data);
        told = n_done;
    }
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
    g_cancellable_cancel (user_data);
}

static gboolean
run_workers (Run *run, GError **error)
{
    const TallyWhatifOrder *order = run->order;
    guint n_workers = order->n_workers > 0 ? order->n_workers : g_get_num_processors ();
    g_autoptr(GCancellable) stop = g_cancellable_new ();
    GThread *threads[TALLY_BILL_MAX_WORKERS];
    gulong handler = 0;

    n_workers = MIN (MIN (n_workers, TALLY_BILL_MAX_WORKERS), run->units->len);
    run->stop = stop;
    run->n_working = n_workers;
    if (order->cancellable != NULL)
        handler = g_cancellable_connect (order->cancellable, G_CALLBACK (on_cancelled), stop, NULL);
    g_mutex_init (&run->mutex);
    g_cond_init (&run->changed);
    for (guint i = 0; i < n_workers; i++)
        threads[i] = g_thread_new ("whatif", work_in_thread, run);
    wait_for_workers (run);
    for (guint i = 0; i < n_workers; i++)
        g_thread_join (threads[i]);
    g_cancellable_disconnect (order->cancellable, handler);
    g_mutex_clear (&run->mutex);
    g_cond_clear (&run->changed);
    if (run->fault == NULL)
        return TRUE;
    g_propagate_error (error, run->fault);
    return FALSE;
}

TallyWhatif *
tally_whatif_step_run (const TallyWhatifOrder *order, GError **error)
{
    g_autoptr(TallyDb) db = tally_db_open_as (order->conninfo, "tally_settle", error);
    g_autoptr(TallyWhatif) whatif = tally_whatif_new ();
    g_autoptr(GArray) keys = NULL;
    g_autoptr(GArray) units = NULL;
    g_autofree char *snapshot = NULL;
    Run run = { .order = order, .whatif = whatif };

    /* The transaction stays open, and with it the snapshot, until the last worker is done. */
    if (db == NULL || !tally_whatif_store_begin (db, NULL, error))
        return NULL;
    snapshot = tally_whatif_store_snapshot (db, error);
    if (snapshot == NULL)
        return NULL;
    keys = tally_whatif_store_scope (db, &order->scope, order->period, whatif, error);
    if (keys == NULL)
        return NULL;
    if (keys->len == 0) {
        g_set_error_literal (error, TALLY_ERROR, TALLY_ERROR_NOT_FOUND,
                             "no agreement of that month is in the scope");
        return NULL;
    }
    units = cut (keys);
    run.snapshot = snapshot;
    run.keys = keys;
    run.units = units;
    if (!run_workers (&run, error) || !tally_whatif_finish (whatif, error))
        return NULL;
    return g_steal_pointer (&whatif);
}
